using System.Text;
using Hub.Facade.Comparing;

namespace Hub.Facade.Tests.Comparing;

/// <summary>What counts as the same answer, and how a difference is named.</summary>
public sealed class ComparingAnswers
{
    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{ "b": 2, "a": 1 }""")]
    [InlineData("""{"a":1.50,"b":1e2,"c":-0}""", """{"a":1.5,"b":100.0,"c":0}""")]
    [InlineData("1e400", "1E+400")]
    [InlineData("1e400", "0.010e402")]
    [InlineData("-120000000000000000000000000000000000", "-12e34")]
    [InlineData("0.000", "-0E5")]
    [InlineData("""["ä"]""", """["\u00e4"]""")]
    [InlineData("\"2026-03-29T01:30:00Z\"", "\"2026-03-29T03:30:00.000+02:00\"")]
    [InlineData("""{"a":"\ud800","b":1}""", """{"b":1,"a":"\ud800"}""")]
    [InlineData("""{"\ud800":1}""", """{ "\ud800":1.0 }""")]
    [InlineData("\uFEFF{}", "{ }")]
    [InlineData("1e999999999999999", "10e999999999999998")]
    public void These_say_the_same(string legacy, string @new) => Find(legacy, @new).ShouldBeEmpty();

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1.01}""", "a: another number")]
    [InlineData("12345678901234567890123456789012", "12345678901234567890123456789013", "body: another number")]
    [InlineData("1e400", "1e401", "body: another number")]
    [InlineData("-1", "1", "body: another number")]
    [InlineData("0.1", "0.10000000000000000000000000000000000001", "body: another number")]
    [InlineData("""{"a":"1"}""", """{"a":1}""", "a: a text at legacy, a number at new")]
    [InlineData("""{"a":null}""", "{}", "a: only at legacy")]
    [InlineData("""{"a":""}""", """{"a":null}""", "a: a text at legacy, null at new")]
    [InlineData("{}", """{"a":{"b":1}}""", "a: only at new")]
    [InlineData("""{"by":{"ann@x.org":1,"C-1001":2}}""", """{"by":{"ann@x.org":2,"C-1001":3}}""", "by.{}: another number")]
    [InlineData("""{"a":"x"}""", """{"a":"x "}""", "a: another text")]
    [InlineData("[]", "null", "body: a list at legacy, null at new")]
    [InlineData("""{"l":[{"p":1},{"p":2}]}""", """{"l":[{"p":1.5},{"p":2.5}]}""", "l[].p: another number")]
    [InlineData("""{"l":[1,2]}""", """{"l":[2,1]}""", "l[]: another number")]
    [InlineData("""{"l":[{"p":1},{"p":2}]}""", """{"l":[{"p":2}]}""", "l: fewer entries at new")]
    [InlineData("\"2026-03-29T01:30:00Z\"", "\"2026-03-29T01:30:00+01:00\"", "body: another text")]
    [InlineData("\"2026-03-29T01:30:00\"", "\"2026-03-29T01:30:00Z\"", "body: another text")]
    [InlineData("{", "{}", "body: no readable JSON at legacy")]
    [InlineData("{}", "", "body: no readable JSON at new")]
    [InlineData("""{"a":NaN}""", """{"a":1}""", "body: no readable JSON at legacy")]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\ud801"}""", "a: another text")]
    [InlineData("""{"\ud800":1}""", """{"\ud800":2}""", "{}: another number")]
    [InlineData("""{"a":true}""", """{"a":false}""", "a: another boolean")]
    [InlineData("""{"a":true}""", """{"a":1}""", "a: a boolean at legacy, a number at new")]
    [InlineData("""{"a":1,"a":1}""", """{"a":1}""", "a: more than once at legacy")]
    [InlineData("1e-9223372036854775808", "1", "body: another number")]
    [InlineData("\"2026-03-29T01:30:00.12345671Z\"", "\"2026-03-29T01:30:00.12345672Z\"", "body: another text")]
    public void Differences_are_named_once_and_without_values(string legacy, string @new, string expected) =>
        Find(legacy, @new).ShouldBe([expected]);

    [Fact]
    public void Another_status_is_all_that_is_told_and_of_a_failure_its_kind()
    {
        Find("{}", "[]", newStatus: 404).ShouldBe(["status: 200 at legacy, 404 at new"]);
        Find("""{"type":"a","detail":"x"}""", """{"type":"a","detail":"y"}""", 404, 404).ShouldBeEmpty();
        Find("""{"type":"a"}""", """{"type":"b"}""", 409, 409).ShouldBe(["type: another kind of problem"]);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_no_JSON_and_the_default_kind_of_a_problem_is_the_same_as_none()
    {
        byte[] legacy = [(byte)'"', 0xFF, (byte)'"'];
        Names(new(200, "application/json", null, legacy), new(200, "application/json", null, "\"a\""u8.ToArray()))
            .ShouldBe(["body: no readable JSON at legacy"]);
        Find("""{"type":"about:blank"}""", "{}", 404, 404).ShouldBeEmpty();
        Names(new(404, "text/html", null, "x"u8.ToArray()), new(404, "application/json", null, """{"type":"b"}"""u8.ToArray()))
            .ShouldBe(["type: another kind of problem"]);
    }

    [Fact]
    public async Task An_object_of_many_members_is_compared_in_a_moment_and_a_deep_one_by_what_is_in_it()
    {
        var names = Enumerable.Range(0, 40_000).Select(i => $"\"k{i}\":1").ToList();
        // Looked up one by one it took minutes of a core.
        (await Task.Run(() => Find($"{{{string.Join(',', names)}}}", $"{{{string.Join(',', names.AsEnumerable().Reverse())}}}"))
            .WaitAsync(TimeSpan.FromSeconds(60))).ShouldBeEmpty();
        var (open, close) = (string.Concat(Enumerable.Repeat("{\"abcdefgh\":", 200)), new string('}', 200));
        Find($"{open}1{close}", $"{open}1.0{close}").ShouldBeEmpty();
        Find($"{open}1{close}", $"{open}2{close}").ShouldHaveSingleItem().Length.ShouldBeInRange(300, 400);
    }

    [Fact]
    public void What_is_no_JSON_is_compared_as_bytes()
    {
        Names(new(200, "text/csv; charset=utf-8", null, "a;b"u8.ToArray()), new(200, "text/csv", null, "a;b"u8.ToArray()))
            .ShouldBeEmpty();
        Names(new(200, "text/csv", null, "a;b"u8.ToArray()), new(200, "text/csv", null, "a;c"u8.ToArray()))
            .ShouldBe(["body: other bytes"]);
        Names(new(200, "text/csv", "/a", "a"u8.ToArray()), new(200, "application/json", "/b", "a"u8.ToArray()))
            .ShouldBe(["header Content-Type: another media type", "header Location: another address"]);
    }

    [Theory]
    [InlineData("a|no-cache, private|Accept", "b|Private,no-cache|accept, Accept-Encoding, Origin")]
    [InlineData("||", "b||")]
    [InlineData("|max-age=60|", "|max-age=61|", "header Cache-Control: another value")]
    [InlineData("|no-store|", "||", "header Cache-Control: only at legacy")]
    [InlineData("a||", "||Accept-Language", "header ETag: only at legacy", "header Vary: only at new")]
    public void Header_fields_by_which_an_answer_is_kept_are_compared_by_what_they_mean(
        string legacy, string @new, params string[] expected) =>
        Names(Kept(legacy), Kept(@new)).ShouldBe(expected);

    private static ComparedAnswer Kept(string fields)
    {
        var parts = fields.Split('|');
        return new(200, null, null, default) { Headers = new(parts[0].Length > 0, parts[1], parts[2]) };
    }

    private static List<string> Find(string legacy, string @new, int status = 200, int newStatus = 200) => Names(
        new ComparedAnswer(status, "application/json", null, Encoding.UTF8.GetBytes(legacy)),
        new ComparedAnswer(newStatus, "application/json; charset=utf-8", null, Encoding.UTF8.GetBytes(@new)));

    private static List<string> Names(ComparedAnswer legacy, ComparedAnswer @new) =>
        [.. AnswerComparison.Of(legacy, @new, RuleSet.None).Differences.Select(d => $"{d.Path}: {d.What}")];
}
