"""What the page shows of the figures, in words: one section for each program, charts in it."""
from dataclasses import dataclass, field

MORE, LESS = "more is better", "less is better"


@dataclass(frozen=True)
class Row:
    """One thing measured. Paths are members of the program's JSON, with dots: `in_flight.64.ratio`."""
    name: str
    path: str
    tail: str = ""  # The 99th percentile, beside a median.
    beside: tuple = ()  # (what, path or number): what it is compared with, of the same run.


@dataclass(frozen=True)
class Chart:
    name: str
    unit: str
    better: str
    rows: tuple


@dataclass(frozen=True)
class Section:
    program: str
    name: str
    how: str
    charts: tuple = field(default=())


def rows(names, path, tail="", beside=()):
    """A row for each KEY: NAME, which {} in the paths stands for."""
    def filled(where):
        return where.format(key) if isinstance(where, str) else where
    made = []
    for key, name in names.items():
        made.append(Row(name, filled(path), filled(tail), tuple((what, filled(at)) for what, at in beside)))
    return tuple(made)


IN_FLIGHT = {str(n): f"{n} in flight" for n in (1, 16, 64, 256)}
PAGES = {str(n): f"{n} page{'s' * (n > 1)} in flight" for n in (1, 8, 32)}
DECISIONS = {"two_mboxes": "two mboxes", "page_load": "a page load", "all_views": "all views",
             "large_one_mbox": "one mbox of a large rules file"}
CARRIED = {str(n): f"{n} in flight" for n in (1, 32)}
ACTIVITIES = {str(n): f"{n:,} activities" for n in (10, 100, 1000, 10_000)}
MANY_IN_FLIGHT = {str(n): f"{n:,} in flight" for n in (1, 10, 100, 1000, 10_000)}
MANY_BY_HTTP2 = {**{str(n): f"{n:,} in flight" for n in (1, 10, 80, 400, 1000)},
                 "400_on_one_connection": "400 in flight, 1 connection"}
ANSWER_SIZES = {str(n): f"{n:,} KiB" for n in (1, 10, 100, 1024)}
BACK_ENDS = {str(n): f"{n} back end{'s' * (n > 1)}" for n in (1, 2, 4)}

SECTIONS = (
    Section("bench_remote", "Calls to a server",
            "Calls to nginx on the same machine, which answers 2 KB. The limit is one libcurl loop that "
            "posts the same bodies and drops the answers; the two take turns.", (
                Chart("Calls per second", "/s", MORE,
                      rows(IN_FLIGHT, "in_flight.{}.sdk_per_s",
                           beside=(("bare libcurl", "in_flight.{}.bare_per_s"),))),
                Chart("CPU time of a call, without the server's", "µs", LESS,
                      rows(IN_FLIGHT, "in_flight.{}.sdk_cpu_us",
                           beside=(("bare libcurl", "in_flight.{}.bare_cpu_us"),))),
                Chart("Time until the answer", "µs", LESS,
                      rows({key: IN_FLIGHT[key] for key in ("1", "16", "64")},
                           "in_flight.{}.sdk_p50_us", "in_flight.{}.sdk_p99_us")))),
    Section("bench_instructions", "Instructions",
            "Counted by valgrind, not timed: the same on a busy machine. Calls as above, 64 in flight.", (
                Chart("Instructions of a call to a server", "", LESS, (
                    Row("all", "remote_64_in_flight.instructions",
                        beside=(("bare libcurl", "bare_64_in_flight.instructions"),)),
                    Row("of libcurl", "remote_64_in_flight.libraries.libcurl",
                        beside=(("bare libcurl", "bare_64_in_flight.libraries.libcurl"),)),
                    Row("of the SDK", "remote_64_in_flight.libraries.ours"))),
                Chart("Instructions of others", "", LESS, (
                    Row("a page of eight asks", "page.instructions"),
                    Row("a decision by message, two mboxes", "scoped_ask.instructions"),
                    *rows(DECISIONS, "{}.instructions"))))),
    Section("bench_overlap", "What a call adds to a page",
            "An answer takes 30 ms, the page's own work 50 ms. The figure is the time of both together less "
            "that of the work alone: what the page's visitor waits for Target.", (
                Chart("Effective time of a call", "ms", LESS, (
                    Row("beside waiting for others", "sleep.p50_ms", "sleep.p99_ms",
                        (("one after the other", 30.0),)),
                    Row("beside computing", "busy.p50_ms", "busy.p99_ms",
                        (("one after the other", 30.0),)))),)),
    Section("bench_decide", "Decisions on the device",
            "Visitors, user agents, URLs and parameters differ from call to call.", (
                Chart("Time of a decision, in the caller's thread", "µs", LESS,
                      rows(DECISIONS, "{}.p50_us", "{}.p99_us")),
                Chart("Decisions per second, one thread", "/s", MORE, rows(DECISIONS, "{}.per_s")),
                Chart("A decision by message", "µs", LESS, (
                    Row("two mboxes", "actor_round_trip.p50_us", "actor_round_trip.p99_us",
                        (("empty CAF request", "caf_round_trip.p50_us"),)),)),
                Chart("Compiling a large rules file", "ms", LESS, (
                    Row("from its JSON", "large_compile_ms"),)),
                Chart("Memory of a large rules file", "times its JSON", LESS, (
                    Row("compiled", "large_memory_ratio"),)),
                Chart("Two threads", "times one", MORE, (
                    Row("deciding at once", "two_thread_speedup", beside=(("at best", 2.0),)),)))),
    Section("bench_scale", "How cost grows",
            "Rules files with ten activities to an mbox, or with all of them in the page load; two experiences "
            "each. Calls to nginx as above.", (
                Chart("Compiling a rules file", "ms", LESS, rows(ACTIVITIES, "artifacts.{}.compile_ms")),
                Chart("A decision of one mbox", "µs", LESS, rows(ACTIVITIES, "artifacts.{}.mbox_us")),
                Chart("A page load that tests all activities", "µs", LESS, rows(ACTIVITIES, "artifacts.{}.page_us")),
                Chart("Calls per second", "/s", MORE,
                      rows(MANY_IN_FLIGHT, "in_flight.{}.sdk_per_s",
                           beside=(("bare libcurl", "in_flight.{}.bare_per_s"),))),
                Chart("CPU time of a call by the size of its answer, 16 in flight", "µs", LESS,
                      rows(ANSWER_SIZES, "answer_kib.{}.sdk_cpu_us",
                           beside=(("bare libcurl", "answer_kib.{}.bare_cpu_us"),))),
                Chart("Calls per second by HTTP/2", "/s", MORE,
                      rows(MANY_BY_HTTP2, "http2.{}.sdk_per_s",
                           beside=(("bare libcurl", "http2.{}.bare_per_s"),))))),
    Section("bench_page", "Pages of eight parts",
            "Each part asks for its own mbox. Through a page the parts share one request. The limit is one "
            "call that asks for all eight.", (
                Chart("Pages per second", "/s", MORE,
                      rows(PAGES, "in_flight.{}.page.pages_per_s",
                           beside=(("one call for all", "in_flight.{}.by_hand.pages_per_s"),
                                   ("each part alone", "in_flight.{}.one_by_one.pages_per_s")))),
                Chart("CPU time of a page", "µs", LESS,
                      rows(PAGES, "in_flight.{}.page.cpu_us",
                           beside=(("one call for all", "in_flight.{}.by_hand.cpu_us"),
                                   ("each part alone", "in_flight.{}.one_by_one.cpu_us")))))),
    Section("bench_gateway", "Calls through a gateway",
            "The gateway is a process of its own on the same machine, and so is the server behind it.", (
                Chart("Time until the answer", "µs", LESS,
                      rows(CARRIED, "{}.gateway.p50_us", "{}.gateway.p99_us",
                           (("without a gateway", "{}.direct.p50_us"),
                            ("empty CAF request", "{}.empty.p50_us")))),
                Chart("Calls per second of several back ends, 32 in flight each", "/s", MORE,
                      rows(BACK_ENDS, "back_ends_{}.gateway.per_second",
                           beside=(("without a gateway", "back_ends_{}.direct.per_second"),))))),
    Section("bench_outbox", "Notifications that are kept",
            "Accepted by the client while nobody answers at the other end.", (
                Chart("Notifications per second", "/s", MORE, (
                    Row("on disk, outlive the process", "process_kill_per_second",
                        beside=(("in memory", "memory_per_second"),)),
                    Row("on disk, outlive a power failure", "power_loss_per_second",
                        beside=(("in memory", "memory_per_second"),)))),)),
    Section("bench_json", "JSON of 2 KB", "Writing a request, reading an answer into models.", (
        Chart("Time", "µs", LESS, (
            Row("a request, written", "encode_request_us"),
            Row("an answer, read", "parse_response_us",
                beside=(("bare RapidJSON parse", "bare_rapidjson_parse_us"),)))),)),
    Section("bench_overload", "More calls than the edge carries",
            "An edge that takes 200 ms, 500 connections, 1,000 open calls at most, deadlines of a second.", (
                Chart("Answered per second", "/s", MORE, (
                    Row("ten times as many offered", "many_connections.ten_times.answered_per_second",
                        beside=(("full load", "many_connections.full.answered_per_second"),)),
                    Row("offered without a pause", "many_connections.unpaced.answered_per_second",
                        beside=(("full load", "many_connections.full.answered_per_second"),)))),
                Chart("Time until a refusal, 99th percentile", "ms", LESS, (
                    Row("ten times as many offered", "many_connections.ten_times.refused_p99_ms"),
                    Row("offered without a pause", "many_connections.unpaced.refused_p99_ms"))),
                Chart("A small call beside eight answers of 14 MB, 99th percentile", "ms", LESS, (
                    Row("a small call", "large_answers.beside_p99_ms",
                        beside=(("alone", "large_answers.alone_p99_ms"),)),)),
                Chart("The last of 1,000 calls that time out at once", "ms late", LESS, (
                    Row("answered", "timeouts.last_ms"),)),
                Chart("Memory beyond that of an idle client", "MiB", LESS, (
                    Row("ten times as many calls offered", "many_connections.ten_times.memory_mib"),
                    Row("reports without a pause, the edge hangs", "reports.memory_mib"),
                    Row("after 90 failed answers of 100 MB", "failed_answers.kept_mib"))))),
)


@dataclass(frozen=True)
class Headline:
    """One of the figures at the top: a member of a program's JSON, or that divided by another one."""
    program: str
    path: str
    by: str
    unit: str
    says: str


HEADLINES = (
    Headline("bench_remote", "in_flight.64.sdk_per_s", "in_flight.64.bare_per_s", "×",
             "the calls per second of bare libcurl, 64 in flight"),
    Headline("bench_overlap", "sleep.p50_ms", "", "ms",
             "is what a call of 30 ms adds to a page that works meanwhile"),
    Headline("bench_decide", "two_mboxes.p50_us", "", "µs", "for a decision on the device, of two mboxes"),
    Headline("bench_page", "in_flight.8.page.pages_per_s", "in_flight.8.one_by_one.pages_per_s", "×",
             "the pages per second when eight parts share a request"),
)
