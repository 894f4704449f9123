using System.Text.Json.Nodes;
using Hub.Sync.Bonds;
using Hub.Sync.Reconciling;

namespace Hub.Sync.Tests.Reconciling;

/// <summary>Hashes of contents, and the table that compares by them.</summary>
public sealed class RecordHashes
{
    private static readonly string[] Numbers = ["0", "-0", "1", "1.0", "1.00", "10", "1e1", "0.1", "0.10", "-3.50", "-3.5"];

    [Theory]
    [InlineData("{'a':1,'b':'x'}", "{'b':'x','a':1.00}", true)]
    [InlineData("{'a':null,'b':[1,null]}", "{'b':[1.0,null]}", true)]
    [InlineData("{'a':{'b':null}}", "{'a':{}}", true)]
    [InlineData("{'a':{}}", "{}", false)]
    [InlineData("{'a':'1'}", "{'a':1}", false)]
    [InlineData("{'a':[1,2]}", "{'a':[2,1]}", false)]
    [InlineData("{'id':'1','a':1}", "{'id':'2','a':1}", true)]
    [InlineData("{'a':{'id':'1'}}", "{'a':{'id':'2'}}", false)]
    [InlineData("{'a':'\\u00e9'}", "{'a':'é'}", true)]
    public void Contents_have_one_hash_where_they_are_the_same(string one, string other, bool same) =>
        (HashOf(one) == HashOf(other)).ShouldBe(same);

    [Fact]
    public void Contents_that_differ_never_have_one_hash_and_those_that_are_the_same_always_have()
    {
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var (one, other) = (Content(random, 3), Content(random, 3));
            var same = ContractJson.AreSame(one, other);
            // An exponent is looked at again rather than read.
            if (same && (one.ToJsonString() + other.ToJsonString()).Contains("e1", StringComparison.Ordinal))
                continue;
            (RecordHash.Of(one, []) == RecordHash.Of(other, []))
                .ShouldBe(same, $"seed {seed}: {one.ToJsonString()} {other.ToJsonString()}");
        }
    }

    [Fact]
    public void The_last_reading_of_a_record_counts_on_both_sides()
    {
        var table = new RecordTable();
        table.Put("a", HashOf("{'v':0}"));
        foreach (var key in new[] { "a", "b", "c", "d" })
            table.Put(key, HashOf("{'v':1}"));
        table.Remove("d");
        (table.Count, table.Alone).ShouldBe((3, 3));
        table.Compare("a", HashOf("{'v':2}")).ShouldBe(false);
        table.Compare("a", HashOf("{'v':1.0}")).ShouldBe(true);
        table.Compare("b", HashOf("{'v':1}")).ShouldBe(true);
        table.Withdraw("b");
        table.Compare("d", HashOf("{'v':1}")).ShouldBeNull();
        (table.Alone, table.IsAlone("a"), table.IsAlone("b"), table.IsAlone("c"), table.IsAlone("d"))
            .ShouldBe((2, false, true, true, false));
    }

    [Fact]
    public void A_first_look_withdraws_what_a_later_reading_finds_equal_and_counts_what_is_too_much()
    {
        var look = new FirstLook(most: 2);
        foreach (var key in new[] { "1", "2", "3" })
            look.Table.Put(key, HashOf("{'v':1}"));
        look.Compare(new Candidate("L1", "1"), HashOf("{'v':2}"));
        look.Compare(new Candidate("L1", "1"), HashOf("{'v':1}"));
        look.Compare(new Candidate("L2", "2"), HashOf("{'v':3}"));
        look.Compare(new Candidate("L9", null), HashOf("{'v':1}"));
        look.Compare(new Candidate("L9", null), HashOf("{'v':2}"));
        look.Compare(new Candidate("L8", "8"), HashOf("{'v':1}"));
        (look.OnlyAtLegacy, look.Candidates.Besides, look.Table.Alone).ShouldBe((2, 1, 1));
        look.Candidates.All.Select(c => c.Key).Order(StringComparer.Ordinal).ShouldBe(["2", "L9"]);
    }

    private static RecordHash HashOf(string content) =>
        RecordHash.Of(JsonNode.Parse(content.Replace('\'', '"'))!.AsObject(), ["id"]);

    private static JsonObject Content(Random random, int depth)
    {
        var content = new JsonObject();
        foreach (var name in new[] { "a", "b" }.Where(_ => random.Next(3) > 0).OrderBy(_ => random.Next()))
            content[name] = Value(random, depth);
        return content;
    }

    private static JsonNode? Value(Random random, int depth) => random.Next(depth > 0 ? 6 : 4) switch
    {
        0 => null,
        1 => JsonNode.Parse(Numbers[random.Next(Numbers.Length)]),
        2 => JsonValue.Create(random.Next(2) == 0),
        3 => JsonValue.Create(random.Next(2) == 0 ? "x" : "1"),
        4 => new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => Value(random, depth - 1))]),
        _ => Content(random, depth - 1),
    };
}
