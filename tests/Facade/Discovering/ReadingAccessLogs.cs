using System.Text;
using Hub.Facade.Discovering;

namespace Hub.Facade.Tests.Discovering;

/// <summary>Access logs in the common and the combined format.</summary>
public sealed class ReadingAccessLogs
{
    [Fact]
    public async Task Both_formats_are_read_and_what_cannot_be_is_counted_and_named()
    {
        var reading = await ReadAsync(
            """
            10.0.0.7 - - [29/Nov/2026:10:00:00 +0000] "GET /erp/reports/17?x=1 HTTP/1.1" 200 512
            10.0.0.8 - ann [29/Nov/2026:11:00:01 +0100] "GET /erp/reports/18 HTTP/2.0" 304 0 "https://a/\"b" "Mozilla/5.0 (X11)"
            ::1 - - [29/Nov/2026:10:00:02 +0000] "POST http://shop.example/erp/orders HTTP/1.1" 201 -

            10.0.0.9 - - [29/Nov/2026:10:00:03 +0000] "\x16\x03\x01" 400 0
            nonsense
            10.0.0.9 - - [29/Nov/2026:10:00:04 +0000] "-" 408 0
            10.0.0.9 - - [yesterday] "GET / HTTP/1.1" 200 0
            10.0.0.9 - - [29/Nov/2026:10:00:05 +0000] "GET / HTTP/1.1" - 0
            """);
        (reading.Lines, reading.Counted, reading.Invalid).ShouldBe((9, 3, 5));
        reading.Faults.Select(f => f.Line).ShouldBe([5L, 6, 7, 8, 9]);
        var reports = reading.Requests[0];
        (reports.Template, reports.Method, reports.Requests, reports.Callers).ShouldBe(("/erp/reports/{n}", "GET", 2, 2));
        reports.Statuses.ShouldBe(new Dictionary<int, long> { [200] = 1, [304] = 1 });
        reports.Last.ShouldBe(DateTimeOffset.Parse("2026-11-29T10:00:01Z", System.Globalization.CultureInfo.InvariantCulture));
        reading.Requests[1].Template.ShouldBe("/erp/orders");
    }

    [Fact]
    public async Task Lines_before_the_time_wanted_do_not_count() =>
        (await ReadAsync(
            "a - - [28/Nov/2026:10:00:00 +0000] \"GET /a HTTP/1.1\" 200 1\n"
            + "a - - [29/Nov/2026:10:00:00 +0000] \"GET /b HTTP/1.1\" 200 1",
            DateTimeOffset.Parse("2026-11-29T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture)))
            .Requests.ShouldHaveSingleItem().Template.ShouldBe("/b");

    [Fact]
    public async Task A_line_without_end_is_read_over_and_the_next_one_counts()
    {
        var good = "a - - [29/Nov/2026:10:00:00 +0000] \"GET /a HTTP/1.1\" 200 1\n";
        var reading = await ReadAsync(good + new string('x', 5_000_000) + "\n" + good);
        (reading.Lines, reading.Counted, reading.Invalid).ShouldBe((3, 2, 1));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_break_nothing()
    {
        var bytes = new byte[100_000];
        new Random(17).NextBytes(bytes);
        var reading = await AccessLog.ReadAsync(
            new MemoryStream(bytes), null, DateTimeOffset.UnixEpoch, TestContext.Current.CancellationToken);
        reading.Counted.ShouldBe(0);
        reading.Invalid.ShouldBeGreaterThan(100);
        reading.Faults.Count.ShouldBe(5);
    }

    private static Task<AccessLogReading> ReadAsync(string text, DateTimeOffset? since = null) => AccessLog.ReadAsync(
        new MemoryStream(Encoding.UTF8.GetBytes(text)), since, DateTimeOffset.UnixEpoch, TestContext.Current.CancellationToken);
}
