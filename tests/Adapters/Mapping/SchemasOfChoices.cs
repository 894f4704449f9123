using System.Text.Json.Nodes;
using Hub.Adapters.Changes;
using Hub.Adapters.Schemas;

namespace Hub.Adapters.Tests.Mapping;

/// <summary>Schemas of objects that need one of several members.</summary>
public sealed class SchemasOfChoices
{
    [Fact]
    public void Of_two_choices_each_combination_is_required()
    {
        var tree = new ContractTree();
        foreach (var name in new[] { "mail", "phone", "box", "pallet" })
            tree.Put([name], new JsonObject { ["type"] = "string" }, required: false);
        tree.RequireOneOf([["mail"], ["phone"]]);
        tree.RequireOneOf([["box"], ["pallet"]]);
        tree.ToSchema()["anyOf"]!.AsArray().Select(kind => kind!["required"]!.ToJsonString()).ShouldBe(
            ["""["mail","box"]""", """["mail","pallet"]""", """["phone","box"]""", """["phone","pallet"]"""]);
    }

    [Fact]
    public void Their_other_members_are_still_compared_with_what_a_link_gives()
    {
        var given = JsonNode.Parse("""{"type":"object","properties":{"mail":{"type":"number"}}}""")!.AsObject();
        var taken = JsonNode.Parse("""
            {"type":"object","properties":{"id":{"type":"string"},"mail":{"type":"string"},"phone":{"type":"string"}},
             "required":["id"],"anyOf":[{"required":["mail"]},{"required":["phone"]}]}
            """)!.AsObject();
        RecordFit.Misfits(given, taken).ShouldBe(
            ["'id' is required, and not given", "'mail' is given as number and taken as string"]);
    }
}
