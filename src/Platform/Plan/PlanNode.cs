using System.Globalization;

namespace Hub.Platform.Plan;

/// <summary>What a <see cref="PlanNode"/> is.</summary>
public enum PlanNodeKind
{
    /// <summary>A single value.</summary>
    Scalar,

    /// <summary>Named fields, in the order they were written.</summary>
    Map,

    /// <summary>A list of nodes.</summary>
    List,
}

/// <summary>
/// One node of the plan with its place in the files. Parts read their own sections from it
/// (the adapters <c>resources</c>, say), so that the plan need not know every part's notation.
/// </summary>
public sealed class PlanNode
{
    private const int FewFields = 16;
    private readonly string? _text;
    private readonly string? _resolved;
    private readonly IReadOnlyList<PlanNode> _items = [];
    private readonly IReadOnlyList<KeyValuePair<string, PlanNode>> _fields = [];
    private Dictionary<string, PlanNode>? _byName;

    private PlanNode(PlanNodeKind kind, PlanLocation at, string? text) => (Kind, At, _text) = (kind, at, text);

    private PlanNode(PlanLocation at, string written, string? resolved) : this(PlanNodeKind.Scalar, at, written) =>
        (Referenced, _resolved) = (true, resolved);

    private PlanNode(PlanLocation at, IReadOnlyList<PlanNode> items) : this(PlanNodeKind.List, at, (string?)null) =>
        _items = items;

    private PlanNode(PlanLocation at, IReadOnlyList<KeyValuePair<string, PlanNode>> fields)
        : this(PlanNodeKind.Map, at, (string?)null) =>
        _fields = fields;

    /// <summary>Scalar, map or list.</summary>
    public PlanNodeKind Kind { get; }

    /// <summary>Where the node stands.</summary>
    public PlanLocation At { get; }

    /// <summary>
    /// The value as the plan writes it, references included, so that it can be shown; null when the node is no scalar or
    /// is empty.
    /// </summary>
    public string? Text => Kind == PlanNodeKind.Scalar && _text is { Length: > 0 } ? _text : null;

    /// <summary>
    /// The value with its references resolved, for use only: what a reference stands for is never shown, logged or
    /// measured. Null where there is no value, or where a reference could not be resolved, which has been reported.
    /// </summary>
    public string? Value => Referenced ? _resolved : Text;

    /// <summary>
    /// Whether a reference (<c>${env:NAME}</c>, <c>${file:PATH}</c>) stands in the value, so that the plan does not hold it.
    /// </summary>
    public bool Referenced { get; }

    /// <summary>The entries of a list; none when the node is no list.</summary>
    public IReadOnlyList<PlanNode> Items => _items;

    /// <summary>The fields of a map in the order they were written; none when the node is no map.</summary>
    public IReadOnlyList<KeyValuePair<string, PlanNode>> Fields => _fields;

    /// <summary>A field of a map by its name, or null.</summary>
    public PlanNode? this[string name]
    {
        get
        {
            if (_fields.Count <= FewFields)
                return _fields.FirstOrDefault(f => f.Key == name).Value;
            _byName ??= _fields.DistinctBy(f => f.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
            return _byName.GetValueOrDefault(name);
        }
    }

    /// <summary>A scalar as a whole number, or null when it is none.</summary>
    public long? Integer =>
        long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A scalar as <c>true</c> or <c>false</c>, or null when it is neither.</summary>
    public bool? Flag => bool.TryParse(Text, out var flag) ? flag : null;

    /// <summary>A single value.</summary>
    public static PlanNode Scalar(PlanLocation at, string? text) => new(PlanNodeKind.Scalar, at, text);

    /// <summary>A single value of which some comes from outside of the plan.</summary>
    /// <param name="at">Where it stands.</param>
    /// <param name="written">The value as the plan writes it.</param>
    /// <param name="resolved">What it stands for; null where that cannot be resolved.</param>
    internal static PlanNode Reference(PlanLocation at, string written, string? resolved) => new(at, written, resolved);

    /// <summary>A list of nodes.</summary>
    public static PlanNode List(PlanLocation at, IReadOnlyList<PlanNode> items) => new(at, items);

    /// <summary>Named fields.</summary>
    public static PlanNode Map(PlanLocation at, IReadOnlyList<KeyValuePair<string, PlanNode>> fields) => new(at, fields);

    /// <inheritdoc />
    public override string ToString() => $"{Kind} at {At}";
}
