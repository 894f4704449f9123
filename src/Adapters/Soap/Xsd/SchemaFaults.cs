using System.Xml.Schema;

namespace Hub.Soap.Xsd;

/// <summary>
/// What XmlSchemaSet finds wrong. It goes on after a fault, so that one type's fault is no other's: only what refers to
/// something that is not there, or to itself, is of no use.
/// </summary>
internal sealed class SchemaFaults
{
    // The compiler gives its faults no codes. The runtime is invariant, so these words are what it says.
    private static readonly string[] Fatal = ["is not declared", "undeclared", "Undefined", "ircular"];
    private readonly Dictionary<XmlSchemaObject, string> _fatal = [];
    private readonly List<string> _forgiven = [];

    /// <summary>Faults that change nothing in what messages look like.</summary>
    public IEnumerable<string> Forgiven => _forgiven.Distinct(StringComparer.Ordinal);

    public void Add(object? sender, ValidationEventArgs fault)
    {
        var exception = fault.Exception;
        // What must hold for "unique particle attribution" is explained at length each time.
        var message = fault.Message.Split(". A content model must", 2)[0].TrimEnd('.');
        var file = exception.SourceUri is { Length: > 0 } uri ? $"{BundleResolver.FileOf(new Uri(uri))}: " : "";
        var isAttribute = message.EndsWith("attribute is not declared", StringComparison.Ordinal);
        var owner = exception.SourceSchemaObject;
        while (owner is not null and not XmlSchemaType)
            owner = owner.Parent;
        if (!isAttribute && Array.Exists(Fatal, f => message.Contains(f, StringComparison.Ordinal)))
            _fatal.TryAdd(owner ?? exception.SourceSchemaObject ?? new XmlSchema(), message);
        else
            _forgiven.Add($"{file}{message}.");
    }

    /// <summary>Why a type is of no use, or null.</summary>
    public string? Find(XmlSchemaType type) => _fatal.GetValueOrDefault(type);
}
