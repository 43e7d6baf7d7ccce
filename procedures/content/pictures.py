"""The drawings of the library: what each is called and, for somebody who can't see it, what it shows.

A drawing is a file of its own, `static/pictures/<name>.svg`, and holds the same title and description.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """One drawing: its name (also the file's), its title, and in plain words what there is to see."""

    name: str
    title: str
    description: str


_PICTURES = (
    # Medicines
    Picture(
        "how-a-drip-works",
        "How a drip works",
        "A bag of medicine hangs on a pole. The medicine drips into a thin tube. A pump sets the speed. The tube"
        " ends in a vein in the forearm.",
    ),
    Picture(
        "drip-day",
        "The day of a drip, step by step",
        "Six steps in order: weight, blood test, medicines before the drip, the drip, a time of watching, and the"
        " way home.",
    ),
    Picture(
        "treatment-cycle",
        "A treatment cycle of 3 to 4 weeks",
        "A calendar of four weeks. Days 1, 8 and 15 are marked with a drop: on these days there is a drip. Three"
        " weeks end with day 21. The fourth week, to day 28, has a broken outline: it is for some people.",
    ),
    Picture(
        "antibody-to-cell",
        "How the antibody brings the medicine to the cell",
        "An antibody, shaped like a Y, carries medicine. It fits onto a marker called CD22 on a leukemia cell. The"
        " cell pulls it in. Then the medicine breaks the cell apart.",
    ),
    Picture(
        "liver-small-veins",
        "Small veins in the liver, open and blocked",
        "The liver, and two close-up views of a small vein inside it. In one the vein is open and blood flows"
        " through. In the other the vein is almost shut, and blood backs up in front of it.",
    ),
    Picture(
        "stem-cell-transplant",
        "A stem cell transplant",
        "Four steps: a donor gives blood-making cells, the cells go into a bag, they drip into the patient’s vein,"
        " and they settle in the bones, where they make new blood.",
    ),
    Picture(
        "injection-under-skin",
        "Injection under the skin",
        "A slice through skin, fat and muscle. A short needle goes in at a slant. The medicine goes into the fat"
        " just under the skin, above the muscle.",
    ),
    Picture(
        "injection-into-muscle",
        "Injection into a muscle",
        "A slice through skin, fat and muscle. A longer needle goes straight in, through the fat. The medicine goes"
        " into the muscle.",
    ),
    Picture(
        "nebulizer",
        "A nebulizer",
        "A small air pump stands on a table. A tube leads from it to a cup of liquid medicine. The cup makes a fine"
        " mist that a person breathes in through a mouthpiece.",
    ),
    # Blood
    Picture(
        "blood-bag-and-drip",
        "Checking the blood bag against your wristband",
        "A bag of blood hangs on a pole, and a tube leads to a vein in the arm. An arrow runs from the label on the"
        " bag to the wristband: both must have the same name and the same number.",
    ),
    Picture(
        "matching-blood-types",
        "Which red cells fit which blood type",
        "A chart. People of type O can get type O. Type A can get A or O. Type B can get B or O. Type AB can get A,"
        " B, AB or O.",
    ),
    # Sleep and breathing
    Picture(
        "airway-open-and-blocked",
        "The airway in sleep: open and blocked",
        "Two heads from the side, with a look inside the throat. In one, air flows through the nose and down the"
        " throat. In the other, the tongue and the soft roof of the mouth have fallen back and the air is stopped.",
    ),
    Picture(
        "cpap-mask-and-machine",
        "CPAP mask, hose and machine",
        "A head from the side wears a mask over the nose, held by two straps. A hose leads from the mask to a small"
        " machine with a water tank.",
    ),
    Picture(
        "sleeping-with-cpap",
        "Sleeping with CPAP",
        "A person sleeps in bed on the back with a mask over the nose. The hose runs to the machine on a bedside"
        " table.",
    ),
    Picture(
        "oxygen-concentrator",
        "An oxygen concentrator",
        "A machine on wheels takes in room air. A long thin tube brings oxygen from it to a person’s nose. The tube"
        " runs from the chin over the ear.",
    ),
    # Tests
    Picture(
        "colonoscopy-path",
        "The path of a colonoscopy",
        "The large bowel seen from the front, like a frame in the belly. A thin tube goes in at the bottom, through"
        " the rectum, up one side, across and down the other side. At its tip is a camera with a light.",
    ),
    Picture(
        "polyp-removal",
        "How a polyp is taken out",
        "Three steps. A polyp, like a small mushroom, grows on the bowel wall. A wire loop closes around its stalk."
        " The polyp is off and is taken away.",
    ),
    Picture(
        "bowel-cleanout-timeline",
        "The cleanout, from the day before to the test",
        "The day before: light food or clear drinks, then in the evening the first half of the cleanout drink. The"
        " day of the test: the second half, then nothing to drink, then the test.",
    ),
    Picture(
        "scanner",
        "A scan",
        "A person lies on a narrow table. The table slides into the opening of a large ring-shaped machine.",
    ),
    # Diabetes
    Picture(
        "test-strip-and-meter",
        "Test strip and meter",
        "A finger with a drop of blood touches the end of a test strip. The other end is in a small meter. Its"
        " screen shows a number.",
    ),
    Picture(
        "finger-stick-side",
        "Where to prick the finger",
        "A hand with marks on both sides of the fingertips. A close-up of one fingertip: the two sides have a check"
        " mark, the middle of the pad is crossed out because it hurts more.",
    ),
    Picture(
        "glucose-sensor-on-arm",
        "A glucose sensor on the arm",
        "A small round sensor sticks to the back of the upper arm. It sends the sugar level to a phone, which shows"
        " a curved line.",
    ),
    # Equipment
    Picture(
        "wheelchair-parts",
        "Parts of a manual wheelchair",
        "A wheelchair from the side. Named parts: handle, back, armrest, seat, brake, push rim, front wheel,"
        " footrest, and the small rear wheel that stops a backward tip.",
    ),
    Picture(
        "measuring-seat-width",
        "Measuring the seat width",
        "A seated person from the front. An arrow runs from hip to hip at the widest place. The seat is a little"
        " wider: 1 to 2 inches more in all.",
    ),
    Picture(
        "pressure-points-sitting",
        "Where skin is pressed when you sit",
        "A seated person from the side. Marks show where sores can start: shoulder blades, elbows, tailbone,"
        " sitting bones, backs of the knees, and heels.",
    ),
    Picture(
        "knee-brace",
        "A knee brace",
        "A leg from the side in a knee brace. Cuffs go around thigh and calf, with straps. A bar joins them; its"
        " hinge is at the height of the knee.",
    ),
    Picture(
        "ankle-brace",
        "An ankle brace",
        "A foot and lower leg from the side in an ankle brace. It has laces in front and straps that wrap around"
        " the ankle. Heel and toes stay free.",
    ),
    Picture(
        "walker-height",
        "The right height for a walker",
        "A person stands upright and holds a walker. A broken line shows that the handles are as high as the crease"
        " of the wrist. The elbow is a little bent.",
    ),
    Picture(
        "cane-height",
        "The right height for a cane",
        "A person stands with arms hanging down and a cane at the side. A broken line shows that the top of the"
        " cane is as high as the crease of the wrist.",
    ),
    Picture(
        "ostomy-pouch",
        "An ostomy pouch",
        "A belly with a pouch on it. Beside it the parts: the opening in the belly (stoma), the ring that sticks to"
        " the skin, the pouch, and the end that opens to empty it.",
    ),
    Picture(
        "hospital-bed",
        "A hospital bed at home",
        "A bed on wheels from the side. Arrows show that the head part and the knee part go up, and that the whole"
        " bed moves up and down. It has a side rail and a hand control.",
    ),
    # Ambulance
    Picture(
        "ambulance-inside",
        "Inside an ambulance",
        "A view through the side of an ambulance. A person lies on a stretcher with the head raised and gets"
        " oxygen. A crew member sits close by. A heart monitor hangs on the wall.",
    ),
    Picture(
        "ambulance-crew-brings",
        "What an ambulance crew brings",
        "Six things: a stretcher, oxygen, a heart monitor, a bag with medicines, a blood pressure cuff, and a radio"
        " to call the hospital.",
    ),
    # Visits, notes and bills
    Picture(
        "wellness-visit-talk",
        "A wellness visit is a talk",
        "Two people sit at a table and talk. Between them stands a list with check marks.",
    ),
    Picture(
        "reporting-note",
        "A note for counting, not a treatment",
        "A form with check marks. One line, the note, is marked. An arrow leads to a bar chart: the note is only"
        " counted. The price is zero dollars.",
    ),
    Picture(
        "bill-with-code",
        "Where the code stands on a bill",
        "A bill with columns for date, code, units and charge. One code, a letter and four digits, is marked with a"
        " frame. Below stands the amount that you owe.",
    ),
    Picture(
        "plan-statement-and-bill",
        "The plan’s statement and the bill",
        "Two papers. One comes from your plan, explains what it paid, and says: not a bill. The other comes from"
        " your clinic and says what to pay. Compare the two amounts before you pay.",
    ),
    Picture(
        "call-your-plan",
        "Calling about a bill",
        "A phone call asks: Why is A1234 on my bill? On the table lie the bill with the code marked, the plan card,"
        " and paper and pen for notes.",
    ),
)
PICTURES: dict[str, Picture] = {picture.name: picture for picture in _PICTURES}
