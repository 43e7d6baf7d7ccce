"""A shelf of real codes for tests of search, with a few synonyms and brands, and two explanations made from drafts.

| what | codes |
|---|---|
| explained | E0601 "Breathing mask machine" (also called sleepbreeze); K0001, K0002 "Push chair" |
| never published | G9999 "Scan note" (its text says zebra) |
| ended | C9028, replaced by J9229 |
"""

from dataclasses import replace

from procedures.content.page import CodeOnPage
from procedures.models import BrandName, Code, HealthPlan, Policy, Synonym
from procedures.search import index
from tests.library import code, draft, note_page, published, with_section

CODES = {
    "A0428": "Ambulance service, basic life support, non-emergency transport, (bls)",
    "A4253": "Blood glucose test or reagent strips for home blood glucose monitor, per 50 strips",
    "A4338": "Indwelling catheter; foley type, two-way latex with coating, each",
    "A4635": "Underarm pad, crutch, replacement, each",
    "A7030": "Full face mask used with positive airway pressure device, each",
    "C9028": "Injection, inotuzumab ozogamicin, 0.1 mg",
    "E0100": "Cane, includes canes of all materials, adjustable or fixed, with tip",
    "E0105": "Cane, quad or three prong, includes canes of all materials, adjustable or fixed, with tips",
    "E0143": "Walker, folding, wheeled, adjustable or fixed height",
    "E0260": "Hospital bed, semi-electric (head and foot adjustment), with any type side rails, with mattress",
    "E0570": "Nebulizer, with compressor",
    "E0607": "Home blood glucose monitor",
    "E0950": "Wheelchair accessory, tray, each",
    "E1130": "Standard wheelchair, fixed full length arms, fixed or swing away detachable footrests",
    "E1390": "Oxygen concentrator, single delivery port",
    "G0103": "Prostate cancer screening; prostate specific antigen test (psa)",
    "G8950": "Elevated blood pressure reading documented, and the indicated follow-up is documented",
    "J0585": "Injection, onabotulinumtoxina, 1 unit",
    "J1885": "Injection, ketorolac tromethamine, per 15 mg",
    "J3420": "Injection, vitamin b-12 cyanocobalamin, up to 1000 mcg",
    "J9225": "Histrelin implant (vantas), 50 mg",
    "J9229": "Injection, inotuzumab ozogamicin, 0.1 mg",
    "J9271": "Injection, pembrolizumab, 1 mg",
    "L5301": "Below knee, molded socket, shin, sach foot, endoskeletal system",
    "R0070": "Transportation of portable x-ray equipment and personnel to home or nursing home, per trip",
    "V2020": "Frames, purchases",
}
SYNONYMS = {
    "fake leg": ["below knee molded socket"],
    "walking stick": ["cane"],
    "blood sugar": ["blood glucose"],
    "blood sugar meter": ["home blood glucose monitor"],
    "eyeglasses": ["frames"],
    "CPAP": ["positive airway pressure device"],
}
BRANDS = {"Botox": ("onabotulinumtoxina", ["J0585"]), "Keytruda": ("pembrolizumab", ["J9271"])}


def push_chair() -> None:
    """Publish an explanation of two codes."""
    page = note_page(
        slug="push-chair",
        plain_name="Push chair",
        medical_name="Manual wheelchair",
        also_known_as=("rolling chair",),
        codes=(
            CodeOnPage("hcpcs", "K0001", "Standard wheelchair", True, "The usual size."),
            CodeOnPage("hcpcs", "K0002", "Standard hemi (low seat) wheelchair", False, "A lower seat."),
        ),
    )
    published(page)


def mask_machine() -> None:
    """Publish an explanation with a word that stands in its text alone."""
    page = note_page(
        slug="breathing-mask-machine",
        plain_name="Breathing mask machine",
        medical_name="CPAP device",
        also_known_as=("sleepbreeze",),
        codes=(CodeOnPage("hcpcs", "E0601", "Continuous positive airway pressure (cpap) device", True),),
    )
    published(with_section(page, "purpose", "It keeps the throat open against snoring. [@cms]"))


def fill() -> None:
    """Put everything on the shelf and make the index."""
    for value, words in CODES.items():
        code(value, words)
    ended = Code.objects.get(value="C9028")
    ended.ended = "2018-12-31"
    ended.save()
    ended.replaced_by.add(Code.objects.get(value="J9229"))
    for number, (term, means) in enumerate(SYNONYMS.items()):
        Synonym.objects.create(slug=f"term-{number}", term=term, means=means)
    for name, (generic, values) in BRANDS.items():
        BrandName.objects.create(
            slug=name.lower(), name=name, generic=generic, codes=values, source="Test", checked=True
        )
    plan = HealthPlan.objects.create(slug="aetna", name="Aetna", url="https://www.aetna.com/")
    policy = Policy.objects.create(
        plan=plan, slug="oxygen", title="Oxygen", url="https://www.aetna.com/o", evidence="code"
    )
    policy.codes.add(Code.objects.get(value="E1390"))
    push_chair()
    mask_machine()
    draft(replace(with_section(note_page(), "purpose", "Nobody may find this zebra."), also_known_as=("zebranote",)))
    index.rebuild()
