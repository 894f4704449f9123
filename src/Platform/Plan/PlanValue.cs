namespace Hub.Platform.Plan;

/// <summary>What may stand in a field of the plan.</summary>
public abstract record PlanValue
{
    private PlanValue()
    {
    }

    /// <summary>A single value of any kind; it may be a reference such as <c>${env:NAME}</c>.</summary>
    public static PlanValue Text { get; } = new Scalar();

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static PlanValue Flag { get; } = new TrueOrFalse();

    /// <summary>A number, with or without decimals.</summary>
    public static PlanValue Number { get; } = new AnyNumber();

    /// <summary>A duration such as <c>5s</c>.</summary>
    public static PlanValue Duration { get; } = new Pattern("""^[0-9]*\.?[0-9]+(ms|s|m|h|d)$""", "300ms, 5s, 10m, 1h, 7d");

    /// <summary>A share such as <c>0.1%</c>.</summary>
    public static PlanValue Share { get; } = new Pattern("""^[0-9]*\.?[0-9]+ *%$""", "0.1%, 50%");

    /// <summary>A rate such as <c>200/s</c>.</summary>
    public static PlanValue Rate { get; } = new Pattern("""^[0-9]+/[smh]$""", "200/s, 90/m, 1000/h");

    /// <summary>A secret, which stands outside of the plan: <c>${env:NAME}</c> or <c>${file:PATH}</c>.</summary>
    public static PlanValue Secret { get; } = new Pattern(@"\$\{(env|file):", "${env:NAME}, ${file:/run/secrets/name}");

    /// <summary>A field with nothing behind its name.</summary>
    public static PlanValue Empty { get; } = new Nothing();

    /// <summary>Anything, of a notation that is not the hub's own.</summary>
    public static PlanValue Any { get; } = new Anything();

    /// <summary>One of some words; the first of them holds where the field is missing.</summary>
    public static PlanValue OneOf(params IReadOnlyList<string> words) => new Word(words);

    /// <summary>A whole number within bounds.</summary>
    public static PlanValue Whole(long lowest, long highest) => new WholeNumber(lowest, highest);

    /// <summary>A text that a regular expression describes.</summary>
    /// <param name="pattern">The expression, in what ECMAScript and .NET have in common.</param>
    /// <param name="examples">Right values, as people are shown them.</param>
    public static PlanValue Like(string pattern, string examples) => new Pattern(pattern, examples);

    /// <summary>A list.</summary>
    public static PlanValue ListOf(PlanValue entry) => new List(entry);

    /// <summary>Names of the plan's own choosing, each with such a value.</summary>
    public static PlanValue MapOf(PlanValue value) => new Map(value);

    /// <summary>One of several notations.</summary>
    public static PlanValue Either(params IReadOnlyList<PlanValue> values) => new Choice(values);

    /// <summary>One, or a list of several.</summary>
    public static PlanValue OneOrMore(PlanValue entry) => Either(entry, ListOf(entry));

    /// <summary>A map of known fields.</summary>
    public static PlanValue Of(PlanShape shape) => new Fields(() => shape);

    /// <summary>A map of known fields that may hold itself.</summary>
    public static PlanValue Of(Func<PlanShape> shape) => new Fields(shape);

    /// <summary>A map whose shape a field of it decides.</summary>
    /// <param name="name">What the schema calls it.</param>
    /// <param name="otherwise">Holds where none of the fields is there.</param>
    /// <param name="by">The fields that decide: the first that is there does.</param>
    public static PlanValue ByField(string name, Func<PlanShape> otherwise, params IReadOnlyList<PlanCase> by) =>
        new Decided(name, otherwise, by);

    /// <summary>Takes a map of known fields for a value.</summary>
    public static implicit operator PlanValue(PlanShape shape) => Of(shape);

    internal sealed record Scalar : PlanValue;

    internal sealed record TrueOrFalse : PlanValue;

    internal sealed record AnyNumber : PlanValue;

    internal sealed record Nothing : PlanValue;

    internal sealed record Anything : PlanValue;

    internal sealed record Pattern(string Expression, string Examples) : PlanValue;

    internal sealed record Word(IReadOnlyList<string> Words) : PlanValue;

    internal sealed record WholeNumber(long Lowest, long Highest) : PlanValue;

    internal sealed record List(PlanValue Entry) : PlanValue;

    internal sealed record Map(PlanValue Value) : PlanValue;

    internal sealed record Choice(IReadOnlyList<PlanValue> Values) : PlanValue;

    internal sealed record Fields(Func<PlanShape> Shape) : PlanValue;

    internal sealed record Decided(string Name, Func<PlanShape> Otherwise, IReadOnlyList<PlanCase> By) : PlanValue;
}

/// <summary>The shape that a map has where a field is there.</summary>
/// <param name="Field">The field.</param>
/// <param name="Shape">The shape.</param>
public sealed record PlanCase(string Field, Func<PlanShape> Shape)
{
    /// <summary>Whether only a single value decides: a map is a field of the plan's own that has this name.</summary>
    public bool OfScalar { get; init; }
}
