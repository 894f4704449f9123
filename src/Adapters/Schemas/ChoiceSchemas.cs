using System.Text.Json.Nodes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Schemas;

/// <summary>
/// Writes the choices of a content model as JSON Schema: which members exclude each other, and of which one is needed.
/// </summary>
/// <param name="answered">
/// Whether it is of what a system answers: held to nothing but what the hub itself holds it to, so that members that are nil may
/// be left out, and one branch beside another is passed on.
/// </param>
internal sealed class ChoiceSchemas(bool answered)
{
    /// <summary>Returns a constraint for each choice that an object of this content always has to make.</summary>
    public IEnumerable<JsonObject> Of(Particle particle) => particle switch
    {
        GroupParticle { Choice: true, Items.Length: > 1 } choice => OfChoice(choice) is { } schema ? [schema] : [],
        GroupParticle { Min: > 0 } group => group.Items.SelectMany(Of),
        _ => [],
    };

    /// <summary>Adds constraints to an object's schema: a single one as it is, several as <c>allOf</c>.</summary>
    public static void AddTo(JsonObject schema, IReadOnlyList<JsonObject> constraints)
    {
        if (constraints is [var only])
            foreach (var (keyword, value) in only)
                schema[keyword] = value!.DeepClone();
        else if (constraints.Count > 1)
            schema["allOf"] = new JsonArray([.. constraints]);
    }

    /// <summary>Removes the constraints that name a removed member.</summary>
    public static void Release(JsonObject schema, string name)
    {
        foreach (var keyword in new[] { "oneOf", "anyOf" })
            if (schema[keyword] is { } kinds && Names(kinds, name))
                schema.Remove(keyword);
        if (schema["allOf"] is not JsonArray several)
            return;
        several.RemoveAll(s => Names(s, name));
        if (several.Count == 0)
            schema.Remove("allOf");
    }

    // What a type leaves open may stand for any branch.
    private JsonObject? OfChoice(GroupParticle choice)
    {
        if (!choice.Wildcards.IsEmpty)
            return null;
        var branches = choice.Items.Select(Branch).ToList();
        if (answered)
            return choice.MayBeEmpty || branches.Exists(b => b.Count == 0) ? null : Kinds("anyOf", branches);
        var names = choice.Items.SelectMany(NamesOf).ToList();
        if (names.Distinct(StringComparer.Ordinal).Count() < names.Count)
            return choice.MayBeEmpty || branches.Exists(b => b.Count == 0) ? null : Kinds("anyOf", branches);
        // A branch whose members are all optional is taken with any of them.
        var kinds = choice.Items.Select((item, i) => branches[i].Count > 0 ? branches[i] : AnyOf(NamesOf(item))).ToList();
        if (choice.MayBeEmpty)
            kinds.Add(new JsonObject { ["not"] = AnyOf(names) });
        return Kinds("oneOf", kinds);
    }

    /// <summary>What an object has that takes this branch; empty where that is nothing for sure.</summary>
    private JsonObject Branch(Particle item)
    {
        var schema = new JsonObject();
        if (Required(item).ToArray() is { Length: > 0 } required)
            schema["required"] = Array(required);
        AddTo(schema, [.. Of(item)]);
        return schema;
    }

    private IEnumerable<string> Required(Particle particle) => particle switch
    {
        ElementParticle { Min: > 0, Element.Default: null } element when !(answered && element.Element.Nillable) =>
            [element.Property],
        GroupParticle { Choice: false, Min: > 0 } group => group.Items.SelectMany(Required),
        _ => [],
    };

    private static IEnumerable<string> NamesOf(Particle particle) => (particle switch
    {
        ElementParticle element => [element.Property],
        GroupParticle group => group.Elements.Select(e => e.Property),
        _ => [],
    }).Distinct(StringComparer.Ordinal);

    private static JsonObject AnyOf(IEnumerable<string> names) => names.ToList() is [var only]
        ? new JsonObject { ["required"] = Array([only]) }
        : Kinds("anyOf", names.Select(name => new JsonObject { ["required"] = Array([name]) }));

    private static JsonObject Kinds(string keyword, IEnumerable<JsonObject> kinds) =>
        new() { [keyword] = new JsonArray([.. kinds]) };

    private static JsonArray Array(IEnumerable<string> names) => new([.. names.Select(n => JsonValue.Create(n))]);

    private static bool Names(JsonNode? schema, string name) => schema switch
    {
        JsonObject fields => fields.Any(f => Names(f.Value, name)),
        JsonArray entries => entries.Any(e => Names(e, name)),
        JsonValue value => value.ToString() == name,
        _ => false,
    };
}
