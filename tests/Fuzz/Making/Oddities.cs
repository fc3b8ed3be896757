namespace Storehouse.Tests.Fuzz;

/// <summary>What programs have stumbled over.</summary>
internal static class Oddities
{
    public static readonly string[] Texts =
    [
        "", " ", "\t", "null", "undefined", "true", "-1", "1e9", "NaN", "0x10", "٣", "\0", "a\0b", "\u001f", "\u007f",
        "\u0085", "\u200b", "\ufeff", "\u2028", "\u202eabc\u202c", "\u0627\u0644", "\ufffd", "\uffff", "a\u0301",
        "\u00e1",
        "\u1e9b\u0323", "ﬁ", "ß", "ı", "İ", "K", "\U0001F4A9", "\U0001F468\u200d\U0001F469\u200d\U0001F467",
        "\U0010FFFF",
        "A\nB", "A\r\nB", "../../etc/passwd", "..\\..\\x", "C:\\x", "/", "\\", "~0", "~1", "' OR 1=1 --", "\";--",
        "`id`",
        "$(id)", "${x}", "{{7*7}}", "<script>alert(1)</script>", "%00", "%2e%2e", "%s%n", "*", "_", "?", "#", ":",
        "a:b", ",",
        "2026-02-30T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59-23:59",
        "2026-01-01T00:00:00+23:59", "2026-01-01", "2026-06-30T23:59:60Z", "10000-01-01T00:00:00Z",
        "P999999999W", "PT0S", "-PT1S", "PT0.0000001S", "P1Y", "PT99999999999999999999S", "P106751991167D",
    ];

    /// <summary>As bytes of a body they are no UTF-8: overlong, surrogates, beyond Unicode, cut off.</summary>
    public static readonly string[] Malformed =
    [
        WireText.Bytes(0xC0, 0x80), WireText.Bytes(0xC0, 0xAF), WireText.Bytes(0xE0, 0x80, 0xAF), "\ud800", "\udc00x",
        "\ud83d", WireText.Bytes(0xF5, 0x80, 0x80, 0x80), WireText.Bytes(0xFF, 0xFE), WireText.Bytes(0xC3),
        WireText.Bytes(0xE2, 0x82),
    ];

    /// <summary>Tokens of JSON, and what only looks like one.</summary>
    public static readonly string[] Numbers =
    [
        "0", "-0", "-1", "1", "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967296",
        "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616", "1e3", "1E+2", "1.0", "0.5", "-0.0", "1e-7", "1e308", "1e400", "-1e400", "1e-400",
        "123456789012345678901234567890123456789012345678901234567890", "0.1e1", "01", "+1", ".5", "1.", "NaN",
        "Infinity",
        "-Infinity", "0x10", "1_000", "--1", "1e", "\"1\"",
    ];

    public static readonly string[] Strangers =
    [
        "null", "true", "false", "0", "1.5", "\"text\"", "\"\"", "[]", "{}", "[[]]", "{\"a\":1}", "[null]", "[{}]",
        "\"\\ud800\"", "\"\\udc00x\"", "\"\\u0000\"", "{\"\\ud800\":1}", "{\"__proto__\":{}}",
        "{\"$type\":\"System.Object\"}",
        "undefined", "'x'", "\"\\x41\"", "//", "/**/1",
    ];

    /// <summary>Parts of a path, already as they go over the wire.</summary>
    public static readonly string[] PathParts =
    [
        "x", "%20", "%", "%z", "%zz", "%4", "%00", "a%00b", "%0a", "%0D%0A", "%2F", "%2f..%2f", "%5C", "..", ".",
        "%2e%2e",
        "%2e", "...", "%C0%80", "%C0%AE%C0%AE", "%ED%A0%80", "%F0%9F%99%82", "%C3%A9", "e%CC%81", "%E2%80%AE",
        "%EF%BB%BF",
        "%FF", "%25", "%2525", "%252F", "a+b", "a;v=1", "a:b", "a=b", "a,b", "~", "*", "'", "(a)", "!", "$x", "@",
        "%3F",
        "%23", "%7B%7D", "%22", "ord_", "usr_00", "evt_AAAA", "imp_0", "0", "-1", "null", "true", "me", "CON", "x%20",
        "%20x", "a%2Fb%2Fc",
    ];

    /// <summary>Whole queries.</summary>
    public static readonly string[] Queries =
    [
        "?", "?&", "?=", "?==", "?&&&", "?=x", "?%", "?%zz=%zz", "?limit", "?limit=", "?limit=&limit=1", "?limit[]=1",
        "?LIMIT=1", "?limit=%00", "?limit=%EF%BC%91", "?limit=1%202", "?limit=+1", "?limit=1e1",
        "?limit=99999999999999999999",
        "?cursor=", "?cursor=%ED%A0%80", "?cursor=AQE", "?cursor=%2B%2F%3D", "?cursor=AAAAAAAAAAAAAAAA", "?a=b=c",
        "?a;b",
        "?_method=DELETE", "?access_token=x", "?__proto__[x]=1", "?%C0%AE=1", "?%E2%80%AE=1",
    ];

    public static readonly string[] MediaTypes =
    [
        "", "/", "json", "text/plain", "text/json", "application/xml", "application/json; charset=utf-16",
        "application/json; charset=", "application/json; charset=latin1", "application/json;charset=\"UTF-8\"",
        "application/json; charset=utf-8; charset=utf-8", "APPLICATION/JSON", "application/json, text/plain",
        "application/*", "*/*", "multipart/form-data; boundary=x", "multipart/form-data",
        "application/x-www-form-urlencoded",
        "application/problem+json", "application/merge-patch+json", "application/octet-stream", "text/csv",
        "application/x-ndjson", "text/event-stream", "application/json; q=\"", "application/vnd.x+json",
    ];

    public static readonly string[] Accepts =
    [
        "application/json", "*/*", "text/html", "application/*;q=0.1", ";;;", "text/event-stream",
        "application/json;q=0",
        "application/x-ndjson", "", ",", "application/json;q=2", "application/json;q=abc",
        "application/json;version=9",
        "text/csv", "*", "*/json", "application/problem+json", "application/json, text/event-stream;q=0.5",
    ];

    public static readonly string[] EntityTags =
    [
        "*", "\"1\"", "x", "W/\"1\"", "\"", "\"\"", "\"99999999999999999999\"", "\"-1\"", "\"1\",\"2\", \"3\"", ",",
        "\"1\" \"2\"",
        "\"1", "1", "*, \"1\"", "\"é\"", "\"9223372036854775807\"", "\"1.gzip\"", "\"+1\"", "\" 1\"", "w/\"1\"",
    ];

    public static readonly string[] Keys =
        ["", " ", "a b", "é", "\u007f", new('k', 255), new('k', 256), new('k', 4_000), "\"quoted\"", "fixed", "a,b",
        "a\tb"];

    public static readonly string[] Preferences =
    [
        "wait=x", "respond-async;;,", "wait=0", "wait=-1", "wait=99999999999999999999", "=,=", "respond-async",
        "wait=1",
        "respond-async, wait=1", "wait=1, wait=2", "\"", "return=minimal, x", "wait", "WAIT=1", "wait=\"1\"",
        "respond-async=1",
        "handling=strict; x=\"y", "wait=0.5", ",,,,",
    ];

    public static readonly string[] EventIds =
    [
        "", "x", "evt_", "evt_AAAAAAAAAAcAAAAA", "evt_AAAAAAAAAAAAAAAA", "evt_//////////8",
        "evt_________________________",
        "start", "latest", "0", "evt_AAAAAAAAAAcAAAA=", "é",
    ];

    /// <summary>Headers that any request may carry.</summary>
    public static readonly (string Name, string Value)[] Headers =
    [
        ("Range", "bytes=0-1"), ("Range", "bytes=-0"), ("Range", "items=0-9"), ("If-Range", "\"1\""),
        ("If-Modified-Since", "yesterday"), ("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ("Accept-Encoding", "gzip"), ("Accept-Encoding", "br;q=1, *;q=0"), ("Accept-Encoding", "identity;q=0"),
        ("Accept-Encoding", "zstd, ;q=x"), ("Accept-Language", "xx-INVALID-*;q=9"), ("Accept-Charset", "utf-7"),
        ("traceparent", "00-00000000000000000000000000000000-0000000000000000-00"), ("traceparent", "garbage"),
        ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"), ("tracestate", "a=b,,=,x"),
        ("baggage", "%zz=1"), ("Content-Encoding", "gzip"), ("Content-Encoding", "identity"), ("Content-Encoding",
        "x, y"),
        ("Content-Language", "\u0001"), ("Cookie", "a"), ("Cookie", "=;=;;;"), ("Cookie",
        ".AspNetCore.Cookies=garbage"),
        ("Origin", "null"), ("Origin", "https://evil.example"), ("Referer", "::"), ("User-Agent", ""),
        ("X-HTTP-Method-Override", "DELETE"), ("X-Forwarded-For", "999.1.1.1"), ("X-Forwarded-Host", "evil.example"),
        ("X-Forwarded-Proto", "gopher"), ("X-Original-URL", "/api/v1/verify"), ("Forwarded", "for=\"_x\";by="),
        ("Expect", "100-continue"), ("Upgrade", "websocket"), ("TE", "trailers"), ("Max-Forwards", "0"),
        ("Sec-Fetch-Site", "cross-site"), ("X-Odd", "é\u202e"), ("DNT", ""), ("Date", "never"), ("Via", "1.1 x"),
        ("Authorization", "Basic YWRtaW46eA=="), ("Last-Event-ID", "evt_"), ("Prefer", "respond-async"),
    ];
}
