using System.Collections.Immutable;

namespace Hub.Soap.Shapes;

/// <summary>One step into a document: a property, and which entry when it is an array.</summary>
internal readonly record struct DocumentStep(string Property, int? Index = null);

/// <summary>What is wrong with a document, and where.</summary>
internal sealed record DocumentError(ImmutableArray<DocumentStep> Path, ValueFault Fault)
{
    public DocumentError(ImmutableArray<DocumentStep> path, string rule)
        : this(path, new ValueFault(rule))
    {
    }

    /// <summary>What is wrong, with the value that is at fault where there is one.</summary>
    public string Problem => Fault.ToString();

    /// <summary>Whether nothing is at a place where something must be.</summary>
    public bool IsMissing { get; private init; }

    /// <summary>The name that is not known there, with those that are; null where the problem is another one.</summary>
    public UnknownName? Unknown { get; init; }

    /// <summary>Returns the fault of a place where nothing is and something must be.</summary>
    public static DocumentError Missing(ImmutableArray<DocumentStep> path) => new(path, "is required") { IsMissing = true };

    /// <summary>Returns the problem of a place that has none of several elements, of which it must have one.</summary>
    public static string NeedsOneOf(IEnumerable<string> properties) => $"needs one of {string.Join(", ", properties)}";

    /// <summary>The path as JSON is written: <c>lines[2].quantity</c>.</summary>
    public static string Show(IEnumerable<DocumentStep> path) =>
        string.Join('.', path.Select(s => s.Index is { } index ? $"{s.Property}[{index}]" : s.Property));

    public override string ToString() => Path.IsEmpty ? Problem : $"{Show(Path)}: {Problem}";
}

/// <summary>A name that is not known at its place.</summary>
/// <param name="Name">The name as written.</param>
/// <param name="Known">The names that are known there: one of them may be meant.</param>
internal sealed record UnknownName(string Name, IEnumerable<string> Known);

/// <summary>A document is not what its schema promises; the message holds no more of it than the value at fault.</summary>
internal class MalformedDocumentException(string message) : Exception(message);
