#!/usr/bin/env python3
"""The Debian packages in DEBS, and what they hold, unpacked in ROOT."""
import json
import os
import subprocess
import unittest
from pathlib import Path

DEBS, ROOT, RULES = (Path(os.environ[name]) for name in ("DEBS", "ROOT", "RULES"))
VERSION, SOVERSION = os.environ["VERSION"], os.environ["SOVERSION"]
RUNTIME, DEVELOPMENT, TOOLS = f"libtarget-sdk{SOVERSION}", "libtarget-sdk-dev", "targetctl"
GATEWAY = f"libtarget-sdk-gateway{SOVERSION}"
PROMETHEUS = f"libtarget-sdk-prometheus{SOVERSION}"
SECONDS = 60


def run(*command, **options):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          timeout=SECONDS, check=False, **options)


def deb(package):
    found, = DEBS.glob(f"{package}_*.deb")
    return found


def field(package, name):
    return run("dpkg-deb", "--field", deb(package), name).stdout.strip()


def depends(package):
    """The names in Depends, each with its versions."""
    wanted = {}
    for one in field(package, "Depends").split(", "):
        name, _, version = one.partition(" ")
        wanted[name] = version.strip("()")
    return wanted


def files(package):
    lines = run("dpkg-deb", "--contents", deb(package)).stdout.splitlines()
    names = [line.split()[5][1:] for line in lines]  # Permissions, owner, size, date, time, name.
    return [name for name in names if not name.endswith("/")]


def in_root(*command, **options):
    environment = {**os.environ, "PATH": f"{ROOT}/usr/bin:{os.environ['PATH']}"}
    return run(*command, env=environment, **options)


class Debs(unittest.TestCase):
    def test_control(self):
        self.assertEqual(len(list(DEBS.glob("*.deb"))), 5)
        for package in (RUNTIME, GATEWAY, PROMETHEUS, DEVELOPMENT, TOOLS):
            self.assertEqual(field(package, "Version"), f"{VERSION}-1")
            self.assertRegex(field(package, "Maintainer"), r"^.+ <.+@.+>$")
            self.assertTrue(field(package, "Description"))
        self.assertLessEqual({"libc6", "libcaf-core0.17", "libcurl4", "libpsl5", "libre2-9", "libsqlite3-0",
                              "libunistring2"},
                             depends(RUNTIME).keys())
        self.assertEqual(depends(DEVELOPMENT), {RUNTIME: f"= {VERSION}-1",
                                                GATEWAY: f"= {VERSION}-1",
                                                PROMETHEUS: f"= {VERSION}-1", "libcaf-dev": ">= 0.17",
                                                "libexpected-dev": ""})
        # Programs without gateways need no network of CAF.
        self.assertFalse({"libcaf-io0.17", "libcaf-openssl0.17"} & depends(RUNTIME).keys())
        self.assertLessEqual({"libcaf-io0.17", "libcaf-openssl0.17", "libssl3", RUNTIME},
                             depends(GATEWAY).keys())
        self.assertLessEqual({"libprometheus-cpp-core1.0", RUNTIME}, depends(PROMETHEUS).keys())
        self.assertNotIn("libprometheus-cpp-core1.0", depends(RUNTIME))
        # targetctl works without the package of the library.
        self.assertNotIn(RUNTIME, depends(TOOLS))
        self.assertIn("libcurl4", depends(TOOLS))
        shlibs = run("dpkg-deb", "--info", deb(RUNTIME), "shlibs").stdout
        self.assertEqual(shlibs, f"libtarget_sdk {SOVERSION} {RUNTIME} (>= {VERSION}-1)\n")

    def test_files(self):
        runtime, gateway, prometheus, development, tools = (
            files(name) for name in (RUNTIME, GATEWAY, PROMETHEUS, DEVELOPMENT, TOOLS))
        everything = runtime + gateway + prometheus + development + tools
        self.assertEqual(len(everything), len(set(everything)), "a file is in two packages")
        for package, held, endings in (
                (RUNTIME, runtime, (f"/libtarget_sdk.so.{SOVERSION}", f"/libtarget_sdk.so.{VERSION}")),
                (GATEWAY, gateway, (f"/libtarget_sdk_gateway.so.{SOVERSION}",)),
                (PROMETHEUS, prometheus, (f"/libtarget_sdk_prometheus.so.{SOVERSION}",)),
                (DEVELOPMENT, development,
                 ("/libtarget_sdk.so", "/libtarget_sdk_gateway.so", "/libtarget_sdk_prometheus.so",
                  "/include/target_sdk/client.hpp", "/target_sdk/config.hpp",
                  "/cmake/target_sdk/target_sdk-config.cmake", "/cmake/target_sdk/FindCAF.cmake",
                  "/cmake/target_sdk/FindRE2.cmake",
                  "/pkgconfig/target_sdk.pc")),
                (TOOLS, tools, ("/usr/bin/targetctl", "/man1/targetctl.1.gz",
                                "/usr/share/targetctl/shop.json"))):
            for ending in (*endings, f"/doc/{package}/copyright", f"/doc/{package}/changelog.gz"):
                self.assertTrue(any(name.endswith(ending) for name in held), f"{package}: {ending}")

    def test_lintian(self):
        said = run("lintian", "--allow-root", "--fail-on", "error", *DEBS.glob("*.deb"))
        self.assertEqual(said.returncode, 0, said.stdout + said.stderr)

    def test_targetctl(self):
        self.assertEqual(in_root("targetctl", "--version").stdout, f"{VERSION}\n")
        line = json.dumps({"artifact": str(RULES), "client": "acmeclient",
                           "request": {"execute": {"mboxes": [{"index": 0, "name": "hero"}]}}})
        answer = in_root("targetctl", "decide", input=line + "\n")
        self.assertEqual((answer.returncode, answer.stderr), (0, ""))
        self.assertIn("Hero banner", answer.stdout)

    def test_man_page(self):
        shown = in_root("man", "--manpath", ROOT / "usr/share/man", "--warnings=w", "targetctl")
        self.assertEqual((shown.returncode, shown.stderr), (0, ""))
        self.assertIn("Adobe Target from the command line", shown.stdout)


if __name__ == "__main__":
    unittest.main()
