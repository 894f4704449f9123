using System.Text;
using Hub.Facade.Comparing;
using Hub.Facade.Evidence;
using Hub.Platform.Plan;

namespace Hub.Facade.Tests.Comparing;

/// <summary>What two answers differ in, as rules that could pass it over, and which of those are proposed.</summary>
public sealed class FindingNoise
{
    [Theory]
    [InlineData("""{"requestId":1,"a":1}""", """{"requestId":2,"a":1}""", "ignore requestId")]
    [InlineData("""{"at":"2026-03-29T01:30:00Z"}""", """{"at":"2026-03-29T01:30:03Z"}""", "ignore at 3 s")]
    [InlineData("""{"l":[{"at":"2026-03-29T01:30:00Z"},{"at":"x"}]}""", """{"l":[{"at":"2026-03-29T01:30:03Z"},{"at":"y"}]}""",
        "ignore l[].at")]
    [InlineData("""{"l":[{"a":1},{"a":2}]}""", """{"l":[{"a":2},{"a":1}]}""", "unordered l")]
    [InlineData("[3,1,2]", "[1,2,3]", "unordered body")]
    [InlineData("""{"l":[{"sku":"a"},{"sku":"b"}]}""", """{"l":[{"sku":"b"},{"sku":"a"}]}""", "key l sku")]
    // No member tells these two apart.
    [InlineData("""{"l":[{"id":1,"n":1},{"id":1,"n":2}]}""", """{"l":[{"id":1,"n":2},{"id":1,"n":1}]}""", "unordered l")]
    [InlineData("""{"l":[{"sku":"a","at":1},{"sku":"b","at":2}]}""", """{"l":[{"sku":"b","at":3},{"sku":"a","at":4}]}""",
        "key l sku", "ignore l[].at")]
    [InlineData("""{"o":{"l":[{"m":[1,2]}]}}""", """{"o":{"l":[{"m":[2,1]}]}}""", "unordered o.l[].m")]
    [InlineData("""{"l":[1,2]}""", """{"l":[1]}""")]
    [InlineData("{}", "nothing")]
    public void It_is_named_by_path_and_kind(string one, string other, params string[] expected) => NoiseFinder
        .Of(Json(one), Json(other), RuleSet.None)
        .Select(n => $"{n.Key.Kind.ToString().ToLowerInvariant()} {n.Key.Path} {n.Key.By}{n.Value?.TotalSeconds}"
            .TrimEnd() + (n.Value is null ? "" : " s"))
        .ShouldBe(expected, ignoreOrder: true);

    [Fact]
    public void A_path_that_differs_at_legacy_about_as_often_is_proposed_and_a_fault_beside_it_is_not()
    {
        var counts = new EvidenceCounts
        {
            AskedTwice = 20,
            Noise =
            [
                new("requestId", ComparingKind.Ignore, null, Legacy: 20, New: 20, Seconds: null),
                new("at", ComparingKind.Ignore, null, Legacy: 12, New: 14, Seconds: 1.2),
                new("lines", ComparingKind.Key, "sku", Legacy: 9, New: 10, Seconds: null),
                // Wrong rounding; a stock that moves a little and is wrong besides; a zone off by an hour; too rare.
                new("price", ComparingKind.Ignore, null, Legacy: 0, New: 20, Seconds: null),
                new("stock", ComparingKind.Ignore, null, Legacy: 6, New: 20, Seconds: null),
                new("rare", ComparingKind.Ignore, null, Legacy: 4, New: 4, Seconds: null),
                new("known", ComparingKind.Ignore, null, Legacy: 20, New: 20, Seconds: null),
            ],
        };
        var known = new ComparingRule("k", ComparingKind.Ignore, "known", null, "ann", "why", new DateOnly(2999, 1, 1));
        ProposedRule.Of(counts, new RuleSet([known]))
            .Select(p => $"{p.Kind} {p.Path} {p.By} {p.LegacyDiffers}/{p.NewDiffers}/{p.AskedTwice}".Replace("  ", " "))
            .ShouldBe(["Ignore requestId 20/20/20", "Tolerance at 3s 12/14/20", "Key lines sku 9/10/20"]);
    }

    private static ComparedAnswer Json(string text) => new(200, "application/json", null, Encoding.UTF8.GetBytes(text));
}
