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

    /// <summary>Properties that the problem ends with, all of one object; null where it names none.</summary>
    public NamedSiblings? Siblings { get; private init; }

    /// <summary>Returns the fault of an object that has none of several properties, of which it must have one.</summary>
    public static DocumentError NeedsOneOf(ImmutableArray<DocumentStep> path, IEnumerable<string> properties) =>
        OfSiblings(path, new NamedSiblings("needs one of", ", ", [.. properties], Within: true));

    /// <summary>Returns the fault of a property that excludes others of its object.</summary>
    public static DocumentError NotTogether(ImmutableArray<DocumentStep> path, IEnumerable<string> others) =>
        OfSiblings(path, new NamedSiblings("cannot be given together with", " and ", [.. others], Within: false));

    /// <summary>Returns the fault at another place, of which its siblings have other names.</summary>
    public DocumentError Renamed(ImmutableArray<DocumentStep> path, ImmutableArray<string> names) =>
        OfSiblings(path, Siblings! with { Names = names });

    private static DocumentError OfSiblings(ImmutableArray<DocumentStep> path, NamedSiblings siblings) =>
        new(path, $"{siblings.Words} {string.Join(siblings.Between, siblings.Names)}") { Siblings = siblings };

    /// <summary>The path as JSON is written: <c>lines[2].quantity</c>.</summary>
    public static string Show(IEnumerable<DocumentStep> path) =>
        string.Join('.', path.Select(s => s.Index is { } index ? $"{s.Property}[{index}]" : s.Property));

    /// <summary>The fault for readers who must not see what records hold: the place and the rule.</summary>
    public string WithoutValue => Path.IsEmpty ? Fault.WithoutValue : $"{Show(Path)}: {Fault.WithoutValue}";

    public override string ToString() => Path.IsEmpty ? Problem : $"{Show(Path)}: {Problem}";
}

/// <summary>Properties of one object that a problem names.</summary>
/// <param name="Words">What is said before them.</param>
/// <param name="Between">What stands between two of them.</param>
/// <param name="Names">The properties.</param>
/// <param name="Within">Whether the object is at the fault's place, and not around it.</param>
internal sealed record NamedSiblings(string Words, string Between, ImmutableArray<string> Names, bool Within);

/// <summary>A name that is not known at its place.</summary>
/// <param name="Name">The name as written.</param>
/// <param name="Known">The names that are known there: one of them may be meant.</param>
internal sealed record UnknownName(string Name, IEnumerable<string> Known);

/// <summary>A document is not what its schema promises; the message holds none of its values.</summary>
internal class MalformedDocumentException(string message) : Exception(message);
