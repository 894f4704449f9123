using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Hub.Sync.Bonds;

namespace Hub.Sync.Tests.Bonds;

/// <summary>The decision on one change, by base, arriving and standing content.</summary>
public sealed class JudgementTests
{
    private static readonly string[] Fields = ["name", "limit", "note", "address", "phones"];

    [Theory]
    // base, arriving, standing: the kind, and the record where nobody has to win.
    [InlineData("{'a':1}", "{'a':2}", "{'a':1}", "FastForward", "{'a':2}")]
    [InlineData("{'a':1}", "{'a':2}", "{'a':2.0}", "AlreadyThere", "{'a':2}")]
    [InlineData("{'a':1}", "{'a':1.0}", "{'a':2}", "NothingNew", "{'a':2}")]
    [InlineData("{'a':1,'b':1}", "{'a':2,'b':1}", "{'a':1,'b':2}", "Merged", "{'a':2,'b':2}")]
    [InlineData("{'a':1,'b':1}", "{'b':1}", "{'a':1,'b':2}", "Merged", "{'b':2}")]
    [InlineData("{}", "{'a':1}", "{'b':2}", "Merged", "{'b':2,'a':1}")]
    [InlineData("{'a':{'x':1,'y':1}}", "{'a':{'x':2,'y':1}}", "{'a':{'x':1,'y':2}}", "Merged", "{'a':{'x':2,'y':2}}")]
    [InlineData("{'a':null}", "{}", "{'a':null,'b':1}", "NothingNew", "{'a':null,'b':1}")]
    [InlineData("{'a':1}", null, "{'a':1}", "FastForward", null)]
    [InlineData("{'a':1}", null, null, "AlreadyThere", null)]
    [InlineData(null, "{'a':1}", null, "FastForward", "{'a':1}")]
    [InlineData(null, "{'a':1}", "{'a':1}", "AlreadyThere", "{'a':1}")]
    public void A_change_that_needs_no_decision(string? @base, string? arriving, string? standing, string kind, string? result)
    {
        var judgement = Judge(@base, arriving, standing);
        (judgement.Kind.ToString(), judgement.Conflict).ShouldBe((kind, null));
        ShouldSay(judgement.IfArrivingWins, result);
        ShouldSay(judgement.IfStandingWins, result);
    }

    [Theory]
    [InlineData("{'a':1,'b':1}", "{'a':2,'b':2}", "{'a':3,'b':1}", "Fields", "a", "{'a':2,'b':2}", "{'a':3,'b':2}")]
    [InlineData("{'a':[1]}", "{'a':[1,2]}", "{'a':[1,3]}", "Fields", "a", "{'a':[1,2]}", "{'a':[1,3]}")]
    [InlineData("{'a':1}", "{}", "{'a':2}", "Fields", "a", "{}", "{'a':2}")]
    [InlineData("{'a':{'x':1}}", "{'a':{'x':2}}", "{'a':{'x':3}}", "Fields", "a.x", "{'a':{'x':2}}", "{'a':{'x':3}}")]
    [InlineData("{'a':{'x':1}}", "{'a':5}", "{'a':{'x':3}}", "Fields", "a", "{'a':5}", "{'a':{'x':3}}")]
    [InlineData("{'a':1}", null, "{'a':2}", "DeleteAgainstEdit", "", null, "{'a':2}")]
    [InlineData("{'a':1}", "{'a':2}", null, "EditAgainstDelete", "", "{'a':2}", null)]
    [InlineData(null, "{'a':1,'b':1}", "{'a':2,'b':1}", "MadeTwice", "a", "{'a':1,'b':1}", "{'a':2,'b':1}")]
    public void A_conflict_names_its_fields_and_both_outcomes(
        string? @base, string? arriving, string? standing, string conflict, string fields, string? ifArriving, string? ifStanding)
    {
        var judgement = Judge(@base, arriving, standing);
        (judgement.Kind, judgement.Conflict.ToString()).ShouldBe((JudgementKind.Conflict, conflict));
        string.Join(' ', judgement.Fields.Select(f => f.Path)).ShouldBe(fields);
        ShouldSay(judgement.IfArrivingWins, ifArriving);
        ShouldSay(judgement.IfStandingWins, ifStanding);
    }

    [Fact]
    public void Without_the_content_of_the_base_two_changes_are_a_conflict_of_all_that_differs()
    {
        var @base = new AgreedContent(ContractJson.HashOf(Parse("{'a':1,'b':1,'c':1}")!), Content: null);
        Judgement.Of(@base, Parse("{'a':2,'b':1,'c':1}"), Parse("{'c':1.0,'b':1,'a':1}")).Kind
            .ShouldBe(JudgementKind.FastForward);
        var judgement = Judgement.Of(@base, Parse("{'a':2,'b':1,'c':1}"), Parse("{'a':1,'b':2,'c':1}"));
        judgement.Kind.ShouldBe(JudgementKind.Conflict);
        judgement.Fields.Select(f => f.Path).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Both_directions_come_to_the_same_record() => ForAll((@base, one, other) =>
    {
        var (there, back) = (Judgement.Of(Agreed(@base), one, other), Judgement.Of(Agreed(@base), other, one));
        ContractJson.AreSame(there.IfArrivingWins, back.IfStandingWins).ShouldBeTrue();
        ContractJson.AreSame(there.IfStandingWins, back.IfArrivingWins).ShouldBeTrue();
        there.Fields.Select(f => f.Path).Order(StringComparer.Ordinal)
            .ShouldBe(back.Fields.Select(f => f.Path).Order(StringComparer.Ordinal));
    });

    [Fact]
    public void Whoever_wins_a_change_applied_twice_is_applied_once() => ForAll((@base, arriving, standing) =>
    {
        var judgement = Judgement.Of(Agreed(@base), arriving, standing);
        foreach (var result in new[] { judgement.IfArrivingWins!, judgement.IfStandingWins! })
        {
            // The base is then what the change says.
            Judgement.Of(Agreed(arriving), arriving, result).Kind
                .ShouldBeOneOf(JudgementKind.AlreadyThere, JudgementKind.NothingNew);
            // And what comes back is taken as it is.
            Judgement.Of(Agreed(arriving), result, arriving).Kind
                .ShouldBeOneOf(JudgementKind.AlreadyThere, JudgementKind.FastForward);
        }
    });

    [Fact]
    public void A_field_that_one_side_changed_survives_and_one_that_both_changed_is_a_conflict() =>
        ForAll((@base, arriving, standing) =>
        {
            var judgement = Judgement.Of(Agreed(@base), arriving, standing);
            var conflicts = judgement.Fields.Select(f => f.Path.Split('.')[0]).ToHashSet(StringComparer.Ordinal);
            foreach (var field in Fields.Where(f => f != "address"))
            {
                var (mine, theirs) = (Changed(@base, arriving, field), Changed(@base, standing, field));
                conflicts.Contains(field).ShouldBe(
                    mine && theirs && !ContractJson.AreSame(arriving[field], standing[field]), field);
                var expected = mine ? arriving : standing;
                if (!conflicts.Contains(field))
                    foreach (var result in new[] { judgement.IfArrivingWins!, judgement.IfStandingWins! })
                        ContractJson.AreSame(result[field], expected[field]).ShouldBeTrue(field);
            }

            foreach (var conflict in judgement.Fields.Where(f => !f.Path.Contains('.')))
                (ContractJson.AreSame(judgement.IfArrivingWins![conflict.Path], arriving[conflict.Path]),
                    ContractJson.AreSame(judgement.IfStandingWins![conflict.Path], standing[conflict.Path]))
                    .ShouldBe((true, true));
        });

    [Fact]
    public void Contents_that_are_the_same_have_one_hash_and_no_others() => ForAll((one, other, _) =>
        (ContractJson.HashOf(one) == ContractJson.HashOf(other)).ShouldBe(ContractJson.AreSame(one, other)));

    private static bool Changed(JsonObject @base, JsonObject content, string field) =>
        !ContractJson.AreSame(@base[field], content[field]);

    private static void ForAll(Action<JsonObject, JsonObject, JsonObject> holds) =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var @base = Content(random);
            holds(@base, Edited(@base, random), Edited(@base, random));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static JsonObject Content(Random random)
    {
        var content = new JsonObject();
        foreach (var field in Fields)
            Set(content, field, random);
        return content;
    }

    private static JsonObject Edited(JsonObject content, Random random)
    {
        var edited = content.DeepClone().AsObject();
        foreach (var field in Fields.Where(_ => random.Next(3) == 0))
            Set(edited, field, random);
        return edited;
    }

    private static void Set(JsonObject content, string field, Random random)
    {
        var value = random.Next(3);
        if (random.Next(5) == 0)
            content.Remove(field);
        else if (random.Next(5) == 0)
            content[field] = null;
        else
            content[field] = JsonNode.Parse(field switch
            {
                "address" => $$"""{"city":"c{{random.Next(2)}}","lines":["{{value}}"]}""",
                "phones" => value == 0 ? "[]" : $"[{value},{{\"n\":{value}}}]",
                // The same numbers, written in two ways.
                "limit" => random.Next(2) == 0 ? $"{value}" : $"{value}.00",
                _ => $"\"{value}\"",
            });
    }

    private static AgreedContent Agreed(JsonObject content) => new(ContractJson.HashOf(content), content);

    private static Judgement Judge(string? @base, string? arriving, string? standing) =>
        Judgement.Of(Parse(@base) is { } agreed ? Agreed(agreed) : null, Parse(arriving), Parse(standing));

    private static JsonObject? Parse(string? text) =>
        text is null ? null : JsonNode.Parse(text.Replace('\'', '"'))!.AsObject();

    private static void ShouldSay(JsonObject? content, string? expected) =>
        ContractJson.AreSame(content, Parse(expected)).ShouldBeTrue($"{content?.ToJsonString()} instead of {expected}");
}
