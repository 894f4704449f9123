using System.Collections.Frozen;
using Hub.Adapters.Systems;
using Hub.ServiceKit.Problems;
using Hub.Soap.Contracts;
using Hub.Soap.Outcomes;

namespace Hub.Adapters.SoapSystems;

/// <summary>A WSDL as what a system promises.</summary>
/// <param name="Soap">What the WSDL says.</param>
internal sealed record SoapSystemContract(SoapContract Soap) : ISystemContract
{
    /// <summary>The same as the WSDL has it, with headers and fields that the hub fills in itself.</summary>
    public required SoapContract Written { get; init; }

    /// <summary>Where the system offers its WSDL today, at its own server; null where it is not asked.</summary>
    public required Uri? OfferedAt { get; init; }

    public string File => Soap.File;

    public IEnumerable<string> OperationNames => Soap.OperationNames;

    public FrozenDictionary<string, int> DefaultFaults => FrozenDictionary<string, int>.Empty;

    public Operation? Find(string name) => Soap.Operations.GetValueOrDefault(name);

    public string? WhyUnsupported(string name) => Soap.WhyUnsupported(name);

    public string? FaultProblem(string fault, Operation operation) =>
        fault.StartsWith(FaultTable.CodePrefix, StringComparison.Ordinal)
        || operation.Faults.Contains(fault, StringComparer.Ordinal)
            || Soap.Elements.Keys.Any(e => e.Name == fault)
            ? null
            : $"fault '{fault}' is not in {File}{Spelling.DidYouMean(fault, operation.Faults)}";
}
