using System.Xml.Linq;

namespace LegacyLandscape.Soap;

/// <summary>One operation of the contract. Its request has been validated; its answer writes the response's content.</summary>
internal sealed record Operation(string Name, Func<XElement, Task<Action<ContractWriter>>> RunAsync)
{
    /// <summary>An operation that only reads.</summary>
    public Operation(string name, Func<XElement, Action<ContractWriter>> run)
        : this(name, request => Task.FromResult(run(request)))
    {
    }
}

internal interface IOperations
{
    IEnumerable<Operation> All { get; }
}
