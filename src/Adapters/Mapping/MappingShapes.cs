using Hub.Platform.Plan;

namespace Hub.Adapters.Mapping;

/// <summary>The fields of what is written contract: legacy, and so read from an answer.</summary>
internal static class MappingShapes
{
    /// <summary>One field of the system's, converted.</summary>
    public static readonly PlanShape Value = new("mapped-value", "from")
    {
        { "from", PlanValue.Text, "The system's field." }, ConverterReader.Shape,
    };

    /// <summary>Several fields of the system's as one.</summary>
    public static readonly PlanShape Join = new("joined-value", "join", "with")
    {
        { "join", PlanValue.ListOf(PlanValue.Either(PlanValue.Text, Value)), "The system's fields." },
        { "with", PlanValue.Text, "What stands between them." },
        ConverterReader.Shape,
    };

    /// <summary>A value that the plan itself says.</summary>
    public static readonly PlanShape Constant = new("constant", "const")
    {
        { "const", PlanValue.Either(PlanValue.Text, PlanValue.Empty), "The value." },
        { "when", ConditionReader.Shape, "When it is meant." },
    };

    // Later, as a field's value holds fields.
    private static readonly PlanValue Field = PlanValue.Either(
        PlanValue.Text,
        PlanValue.ListOf(Later()),
        Later());

    /// <summary>Fields of the contract, each with what it is made of.</summary>
    public static readonly PlanShape Block = new("mapping")
    {
        Others = Field,
        Fields =
        [
            new("at", PlanValue.Text, "Where in the system's message it begins."),
            new("mapping", PlanValue.Text, "One of the system's mappings, by its name."),
            new("fields", PlanValue.MapOf(Field), "Fields whose names are words here."),
            new("each", PlanValue.Text, "The system's list; what stands beside it maps an entry."),
            new("atMost", PlanValue.Whole(1, int.MaxValue), "The most entries that the list may have."),
            new("required", PlanValue.Flag, "Whether the contract wants it to be there."),
            new("same", PlanValue.OneOf("true"), "Takes everything as it is, but for the fields beside it."),
            new("when", ConditionReader.Shape, "When it is meant."),
        ],
    };

    /// <summary>What <c>out</c> is: fields, or the name of one of the system's mappings.</summary>
    public static readonly PlanValue Mapping = PlanValue.Either(PlanValue.Text, Block);

    private static PlanValue Later() => PlanValue.ByField(
        "mapped-field",
        () => Block,
        new PlanCase("join", () => Join),
        new PlanCase("each", () => Block),
        new PlanCase("from", () => Value) { OfScalar = true },
        new PlanCase("const", () => Constant));
}
