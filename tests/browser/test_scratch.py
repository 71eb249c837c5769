import re, time
from playwright.sync_api import expect
def test_scratch(lab):
    nb = lab.new_notebook("v", {"imports": "from course_lib import shop", "run": "page = shop.VitalsDemo()\npage"})
    nb.run("imports"); 
    nb.run("run")
    out = nb.output("run")
    root = out.locator(".course-vitals")
    try:
        expect(root).to_have_attribute("data-state", "loaded", timeout=15000)
    finally:
        lab.page.wait_for_timeout(1500)
        lab.screenshot("a")
    for name in ["JupyterLab Dark", "JupyterLab Light"]:
        lab.theme(name)
        fr = out.frame_locator("iframe")
        fr.locator("#add").click()
        lab.page.wait_for_timeout(1500)
        out.locator(".course-vitals-leave").click()
        lab.page.wait_for_timeout(500)
        lab.screenshot("b"+name[-4:])
        out.locator(".course-knob-server .course-number").fill("900"); out.locator(".course-knob-banner .course-number").fill("200"); out.locator(".course-knob-banner .course-number").press("Tab")
        out.locator(".course-run-a-visit").click()
        expect(root).to_have_attribute("data-state", "loaded", timeout=15000)
        lab.page.wait_for_timeout(1500)
        lab.screenshot("c"+name[-4:])
    print(lab.complaints)
