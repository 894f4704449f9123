using Hub.Platform.Plan;

namespace Hub.Adapters.Mapping;

/// <summary>The fields of what is written legacy: request, and so made of a request.</summary>
internal static class RequestShapes
{
    /// <summary>One value of the request, converted.</summary>
    public static readonly PlanShape Value = new("sent-value", "from")
    {
        { "from", PlanValue.Text, "The source: path.id, query.limit, body.customerId." },
        { "default", PlanValue.Text, "The value where the request has none." },
        { "part", PlanValue.Text, "Which one of how many: 1/2." },
        { "with", PlanValue.Text, "What stands between the parts." },
        ConverterReader.Shape,
    };

    /// <summary>A value that the plan itself says.</summary>
    public static readonly PlanShape Constant = new("sent-constant", "const")
    {
        { "const", PlanValue.Either(PlanValue.Text, PlanValue.Empty), "The value." },
        { "when", ConditionReader.Shape, "When it is sent." },
    };

    /// <summary>A part of the request, taken as it is.</summary>
    public static readonly PlanShape Same = new("sent-same", "same")
    {
        { "same", PlanValue.Text, "The source: body.address." }, { "when", ConditionReader.Shape, "When it is sent." },
    };

    // As a list's entries hold fields, which may be lists.
    private static readonly PlanValue Field = PlanValue.Either(
        PlanValue.Text, PlanValue.ListOf(PlanValue.Either(PlanValue.Text, Later())), Later());

    /// <summary>A list of the request.</summary>
    public static readonly PlanShape List = new("sent-list", "each")
    {
        Others = Field,
        Fields =
        [
            new("each", PlanValue.Text, "The source: body.lines."),
            new("atMost", PlanValue.Whole(1, int.MaxValue), "The most entries that the list may have."),
            new("same", PlanValue.OneOf("true"), "Takes each entry as it is, but for the fields beside it."),
            new("when", ConditionReader.Shape, "When it is sent."),
        ],
    };

    /// <summary>The fields of <c>in</c>.</summary>
    public static readonly PlanShape Request = new("request")
    {
        Others = Field,
        Fields =
        [
            new("mapping", PlanValue.Text, "One of the system's mappings, by its name, read backwards."),
            new("from", PlanValue.Text, "With 'mapping': the source that it is made of, body where it is missing."),
            new("at", PlanValue.Text, "Where in the system's message it begins."),
            new("without", PlanValue.ListOf(PlanValue.Text), "Fields that are not taken from the mapping."),
            new("keeps", PlanValue.ListOf(PlanValue.Text), "Fields that stay as they are in the system."),
            new("same", PlanValue.Text, "A source that is taken as it is: body."),
        ],
    };

    /// <summary>What <c>in</c> is.</summary>
    public static readonly PlanValue Whole = Request;

    private static PlanValue Later() => PlanValue.ByField(
        "sent-field", () => Value, new PlanCase("const", () => Constant), new PlanCase("each", () => List),
        new PlanCase("same", () => Same));
}
