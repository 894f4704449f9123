using Hub.ServiceKit.Problems;

namespace Hub.Platform.Plan;

/// <summary>Reads the fields of a map, reporting what is missing, unknown or of the wrong kind.</summary>
public sealed class PlanFields
{
    private readonly PlanErrors _errors;
    private readonly PlanShape? _shape;

    /// <summary>Reads a map of a known shape; fields that it does not have are reported.</summary>
    public PlanFields(PlanNode node, PlanErrors errors, PlanShape shape) : this(node, errors, NamesOf(shape)) => _shape = shape;

    /// <summary>Reads a map; fields whose name is not in <paramref name="known"/> are reported.</summary>
    public PlanFields(PlanNode node, PlanErrors errors, params IReadOnlyList<string> known)
    {
        (Node, _errors) = (node, errors);
        if (node.Kind != PlanNodeKind.Map)
            errors.Add(node, $"expected fields here ({string.Join(", ", known)})");
        foreach (var (name, value) in node.Fields.Where(f => !known.Contains(f.Key, StringComparer.Ordinal)))
            errors.Add(value, $"'{name}' is not known here{Spelling.DidYouMeanOr(name, known)}");
    }

    /// <summary>The map.</summary>
    public PlanNode Node { get; }

    /// <summary>A text that must be there; an empty string, and an error, when it is not.</summary>
    public string Required(string name)
    {
        if (Node[name]?.Text is { } text)
            return text;
        if (Node.Kind == PlanNodeKind.Map)
            _errors.Add(Node[name] ?? Node, $"'{name}' is missing");
        return "";
    }

    /// <summary>
    /// A text that must be there, its references resolved: to be used, never shown. Null, with an error, when it is missing
    /// or cannot be resolved.
    /// </summary>
    public string? RequiredValue(string name)
    {
        Required(name);
        return Node[name]?.Value;
    }

    /// <summary>A text, or null.</summary>
    public string? Optional(string name) => Node[name]?.Text;

    /// <summary>One of some words; the first of them when the field is not there.</summary>
    public string OneOf(string name, params IReadOnlyList<string> words)
    {
        if (Node[name] is not { } node)
            return words[0];
        if (node.Text is { } text && words.Contains(text, StringComparer.Ordinal))
            return text;
        var typed = node.Text is { } written
            ? $", and not '{Spelling.Shorten(written)}'{Spelling.DidYouMean(written, words)}"
            : "";
        _errors.Add(node, $"'{name}' is one of {string.Join(", ", words)}{typed}");
        return words[0];
    }

    /// <summary>One of the words that the shape has for a field; the first of them when the field is not there.</summary>
    public string OneOf(string name) => OneOf(name, ((PlanValue.Word)_shape!.Of(name)).Words);

    /// <summary>A whole number within the bounds that the shape has for a field.</summary>
    public int Integer(string name, int otherwise)
    {
        var bounds = (PlanValue.WholeNumber)_shape!.Of(name);
        return Integer(name, otherwise, (int)bounds.Lowest, (int)bounds.Highest);
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool Flag(string name, bool otherwise = false)
    {
        if (Node[name] is not { } node)
            return otherwise;
        if (node.Flag is { } flag)
            return flag;
        _errors.Add(node, $"'{name}' is true or false");
        return otherwise;
    }

    /// <summary>A whole number within a range.</summary>
    public int Integer(string name, int otherwise, int lowest, int highest)
    {
        if (Node[name] is not { } node)
            return otherwise;
        if (node.Integer is { } number && number >= lowest && number <= highest)
            return (int)number;
        _errors.Add(node, $"'{name}' is a whole number from {lowest} to {highest}");
        return otherwise;
    }

    /// <summary>A duration such as <c>5s</c>.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="otherwise">What holds where the field is not there.</param>
    /// <param name="shortest">The shortest duration allowed, 1 ms where it is not given.</param>
    /// <param name="longest">The longest duration allowed, one day where it is not given: no timer takes any length.</param>
    public TimeSpan Duration(string name, TimeSpan otherwise, TimeSpan? shortest = null, TimeSpan? longest = null) =>
        Duration(name, otherwise, shortest, longest, orOff: "");

    /// <summary>A duration within bounds, or zero for <c>off</c>; the default, and an error, when it is neither.</summary>
    public TimeSpan DurationOrOff(string name, TimeSpan otherwise, TimeSpan shortest, TimeSpan longest) =>
        Node[name]?.Text == "off" ? TimeSpan.Zero : Duration(name, otherwise, shortest, longest, orOff: ", or off");

    private static IReadOnlyList<string> NamesOf(PlanShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape.Names;
    }

    private TimeSpan Duration(string name, TimeSpan otherwise, TimeSpan? shortest, TimeSpan? longest, string orOff)
    {
        if (Node[name] is not { } node)
            return otherwise;
        var (least, most) = (shortest ?? TimeSpan.FromMilliseconds(1), longest ?? TimeSpan.FromDays(1));
        if (PlanDuration.Parse(node.Text) is { } duration && duration >= least && duration <= most)
            return duration;
        _errors.Add(
            node,
            $"'{name}' is a duration such as 300ms, 5s, 10m or 1h, "
            + $"from {PlanDuration.Write(least)} to {PlanDuration.Write(most)}{orOff}");
        return otherwise;
    }

    /// <summary>An absolute http or https address; null, and an error, when it is missing or is none.</summary>
    public Uri? Address(string name)
    {
        Required(name);
        return Node[name] is { Text: not null } node ? PlanAddress.Read(name, node, _errors) : null;
    }
}
