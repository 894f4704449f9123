using System.Text;
using Hub.Facade.Comparing;
using Hub.Platform.Plan;

namespace Hub.Facade.Tests.Comparing;

/// <summary>What each kind of rule passes over, and what it never hides.</summary>
public sealed class RulesOfComparing
{
    [Theory]
    [InlineData("ignore requestId", """{"requestId":"a","price":1}""", """{"requestId":"b","price":1}""")]
    [InlineData("ignore requestId", """{"requestId":"a","price":1}""", """{"price":1}""")]
    [InlineData("ignore meta", """{"meta":{"a":1}}""", """{"meta":[]}""")]
    [InlineData("ignore lines[].at", """{"lines":[{"at":1},{"at":2}]}""", """{"lines":[{"at":3},{}]}""")]
    [InlineData("tolerance total 0.01", """{"total":10.00}""", """{"total":10.01}""")]
    [InlineData("tolerance total 0.1%", """{"total":1000}""", """{"total":1001}""")]
    [InlineData("tolerance at 2s", """{"at":"2026-03-29T01:30:00Z"}""", """{"at":"2026-03-29T03:30:01.5+02:00"}""")]
    [InlineData("tolerance at 2s", """{"at":"2026-03-29T01:30:00"}""", """{"at":"2026-03-29T01:30:02"}""")]
    [InlineData("unordered lines", """{"lines":[{"a":1},{"a":2},{"a":1}]}""", """{"lines":[{"a":1},{"a":1},{"a":2.0}]}""")]
    [InlineData("unordered body", "[1,2]", "[2,1]")]
    [InlineData("key lines s", """{"lines":[{"s":"a","n":1},{"s":"b"}]}""", """{"lines":[{"s":"b"},{"s":"a","n":1}]}""")]
    [InlineData("equal note absence", """{"note":null}""", "{}")]
    [InlineData("equal note absence", """{"note":[]}""", """{"note":null}""")]
    [InlineData("equal note absence", """{"note":""}""", """{"note":null}""")]
    [InlineData("equal note trim", """{"note":"a "}""", """{"note":"a"}""")]
    [InlineData("equal note case", """{"note":"Ab"}""", """{"note":"aB"}""")]
    public void What_it_passes_over_is_neither_equal_nor_different(string rule, string legacy, string @new)
    {
        Find(legacy, @new).ShouldBe("different");
        Find(legacy, @new, rule).ShouldBe("ignored by rule0");
        Find(@new, legacy, rule).ShouldBe("ignored by rule0");
        Find(legacy, legacy, rule).ShouldBe("equal");
    }

    [Theory]
    // Wrong rounding, a missing line, a zone off by an hour, an empty list for null: beyond each rule that is near to them.
    [InlineData("tolerance total 0.01", """{"total":10.00}""", """{"total":10.02}""", "total: another number")]
    [InlineData("tolerance total 0.1%", """{"total":1000}""", """{"total":1001.1}""", "total: another number")]
    [InlineData("tolerance total 5s", """{"total":1}""", """{"total":2}""", "total: another number")]
    [InlineData("tolerance at 14m", """{"at":"2026-03-29T01:30:00Z"}""", """{"at":"2026-03-29T02:30:00Z"}""", "at: another text")]
    [InlineData("tolerance at 14m", """{"at":"2026-03-29T01:30:00Z"}""", """{"at":"2026-03-29T01:30:00"}""", "at: another text")]
    [InlineData("unordered lines", """{"lines":[1,2,2]}""", """{"lines":[2,1,1]}""", "lines[]: another number")]
    [InlineData("unordered lines", """{"lines":[1,2]}""", """{"lines":[2]}""", "lines: fewer entries at new")]
    [InlineData("unordered lines", """{"lines":[{"s":"a","p":1},{"s":"b","p":2}]}""",
        """{"lines":[{"s":"b","p":2},{"s":"a","p":1.5}]}""", "lines[].p: another number")]
    [InlineData("key lines s", """{"lines":[{"s":1,"p":1},{"s":2,"p":2}]}""", """{"lines":[{"s":2,"p":2},{"s":1,"p":3}]}""",
        "lines[].p: another number")]
    [InlineData("key lines s", """{"lines":[{"s":1},{"s":2}]}""", """{"lines":[{"s":2}]}""", "lines[]: only at legacy")]
    [InlineData("key lines s", """{"lines":[{"s":1},{"s":1}]}""", """{"lines":[{"s":1},{"s":1.0}]}""",
        "lines[].s: more than once at legacy")]
    [InlineData("key lines s", """{"lines":[{"s":1}]}""", """{"lines":[{}]}""", "lines[].s: not in every entry at new")]
    [InlineData("equal note absence", """{"note":null}""", """{"note":" "}""", "note: null at legacy, a text at new")]
    [InlineData("equal note trim", """{"note":"a b"}""", """{"note":"ab"}""", "note: another text")]
    [InlineData("ignore requestId", """{"requestId":1,"lines":null}""", """{"requestId":2,"lines":[]}""",
        "lines: null at legacy, a list at new")]
    [InlineData("ignore lines[].at", """{"lines":[{"at":1}]}""", """{"lines":[{"at":1},{"at":2}]}""",
        "lines: more entries at new")]
    [InlineData("ignore status", "{}", "{}", "status: 200 at legacy, 404 at new", 404)]
    public void What_goes_beyond_it_is_different_and_named(
        string rule, string legacy, string @new, string expected, int newStatus = 200) =>
        Names(legacy, @new, newStatus, rule).Differences.Select(d => $"{d.Path}: {d.What}").ShouldContain(expected);

    [Fact]
    public void Rules_of_one_route_work_together_and_each_is_named()
    {
        var found = Names(
            """{"id":"q","lines":[{"s":"a","p":1.00,"at":7},{"s":"b ","p":2,"at":8}]}""",
            """{"id":"r","lines":[{"s":"B","p":2.01,"at":9},{"s":"a","p":1,"at":7}]}""",
            200, "ignore id", "unordered lines", "tolerance lines[].p 0.01", "equal lines[].s trim", "equal lines[].s case",
            "ignore lines[].at");
        found.Differences.ShouldBeEmpty();
        found.PassedOver.Order().ShouldBe(["rule0", "rule1", "rule2", "rule3", "rule4", "rule5"]);
    }

    [Fact]
    public void A_header_field_is_passed_over_by_its_name_and_the_kind_of_a_failure_never()
    {
        var rules = Set("ignore header Location", "ignore type");
        AnswerComparison.Of(new(201, null, "/a", default), new(201, null, "/b", default), rules)
            .ShouldSatisfyAllConditions(c => c.Differences.ShouldBeEmpty(), c => c.PassedOver.ShouldBe(["rule0"]));
        AnswerComparison.Of(
                Json("""{"type":"a"}""", 409), Json("""{"type":"b"}""", 409), rules).Differences.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_long_list_in_another_order_is_matched_in_a_moment()
    {
        var entries = Enumerable.Range(0, 20_000).Select(i => $$"""{"n":{{i}}}""").ToList();
        var (legacy, @new) = ($"[{string.Join(',', entries)}]", $"[{string.Join(',', entries.AsEnumerable().Reverse())}]");
        // Each with each it took minutes of a core.
        (await Task.Run(() => Find(legacy, @new, "unordered body")).WaitAsync(TimeSpan.FromSeconds(60)))
            .ShouldBe("ignored by rule0");
    }

    private static string Find(string legacy, string @new, params string[] rules)
    {
        var (differences, passedOver) = Names(legacy, @new, 200, rules);
        return differences.Count > 0 ? "different"
            : passedOver.Count > 0 ? $"ignored by {string.Join(", ", passedOver)}"
            : "equal";
    }

    private static Comparison Names(string legacy, string @new, int newStatus, params string[] rules) =>
        AnswerComparison.Of(Json(legacy), Json(@new, newStatus), Set(rules));

    private static ComparedAnswer Json(string text, int status = 200) =>
        new(status, "application/json", null, Encoding.UTF8.GetBytes(text));

    // KIND PATH [BY]; a path may be 'header NAME'.
    private static RuleSet Set(params string[] rules) => new(rules.Select((rule, i) =>
    {
        var words = rule.Replace("header ", "header\u00a0", StringComparison.Ordinal).Split(' ');
        return new ComparingRule(
            $"rule{i}", Enum.Parse<ComparingKind>(words[0], ignoreCase: true), words[1].Replace('\u00a0', ' '),
            words.ElementAtOrDefault(2), "ann", "why", new DateOnly(2999, 1, 1));
    }));
}
