using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Xml;
using Hub.Adapters.Shapes;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;

namespace Hub.Adapters.Soap;

/// <summary>Which envelope a system speaks.</summary>
internal enum SoapVersion
{
    Soap11,
    Soap12,
}

/// <summary>What a WSDL promises: its operations, and the elements that may stand in fault details.</summary>
/// <param name="File">The WSDL's path in the plan, for messages.</param>
/// <param name="Version">The envelope of the binding chosen.</param>
/// <param name="Operations">Operations the hub can call, by name.</param>
/// <param name="Unsupported">Operations it cannot call, and why.</param>
/// <param name="Elements">All global elements by name; fault details are read by them.</param>
internal sealed record SoapContract(
    string File,
    SoapVersion Version,
    FrozenDictionary<string, SoapOperation> Operations,
    FrozenDictionary<string, string> Unsupported,
    FrozenDictionary<XmlQualifiedName, ElementShape> Elements) : ISystemContract
{
    /// <summary>What it says about WS-Addressing.</summary>
    public WsdlAddressing Addressing { get; init; } = WsdlAddressing.None;

    public IEnumerable<string> OperationNames => Operations.Keys;

    public FrozenDictionary<string, int> DefaultFaults => FrozenDictionary<string, int>.Empty;

    public Operation? Find(string name) => Operations.GetValueOrDefault(name);

    public string? WhyUnsupported(string name) => Unsupported.GetValueOrDefault(name);

    public string? FaultProblem(string fault, Operation operation) =>
        fault.StartsWith(FaultTable.CodePrefix, StringComparison.Ordinal) || operation.Faults.Contains(fault, StringComparer.Ordinal)
            || Elements.Keys.Any(e => e.Name == fault)
            ? null
            : $"fault '{fault}' is not in {File}{Spelling.DidYouMean(fault, operation.Faults)}";
}

/// <summary>One operation, document/literal.</summary>
/// <param name="Name">Its name in the port type.</param>
/// <param name="SoapAction">The action to send; empty when the binding names none.</param>
/// <param name="Input">The element in the request's body.</param>
/// <param name="Output">The element in the answer's body; null for a one-way operation.</param>
/// <param name="Faults">Local names of the declared fault elements.</param>
internal sealed record SoapOperation(
    string Name,
    string SoapAction,
    ElementShape Input,
    ElementShape? Output,
    ImmutableArray<string> Faults) : Operation(Name, Faults)
{
    public override TypeShape InputType => Input.Type;

    public override TypeShape? OutputType => Output?.Type;
}

/// <summary>A WSDL or schema cannot be used; the message says why and names the file.</summary>
internal sealed class InvalidContractException(string message) : Exception(message);
