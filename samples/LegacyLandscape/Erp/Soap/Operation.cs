using System.Xml;
using System.Xml.Linq;

namespace LegacyLandscape.Erp.Soap;

/// <summary>One operation of the contract. Its request has been validated; its answer writes the response's content.</summary>
internal sealed record Operation(string Name, Func<XElement, Task<Action<XmlWriter>>> RunAsync)
{
    /// <summary>An operation that only reads.</summary>
    public Operation(string name, Func<XElement, Action<XmlWriter>> run)
        : this(name, request => Task.FromResult(run(request)))
    {
    }
}
