using System.Collections.Frozen;
using Hub.Soap.Outcomes;

namespace Hub.Adapters.Systems;

/// <summary>What a system promises: a WSDL, or the statements the plan declares.</summary>
internal interface ISystemContract
{
    /// <summary>Where it stands, for messages.</summary>
    string File { get; }

    /// <summary>The operations that can be called.</summary>
    IEnumerable<string> OperationNames { get; }

    /// <summary>What faults mean where the plan says nothing.</summary>
    FrozenDictionary<string, int> DefaultFaults { get; }

    /// <summary>An operation by its name, or null.</summary>
    Operation? Find(string name);

    /// <summary>Why an operation that is there cannot be called, or null.</summary>
    string? WhyUnsupported(string name);

    /// <summary>Whether a write can be made and taken back before it is committed, so that nothing of it is left.</summary>
    bool TakesBack(Operation operation) => false;

    /// <summary>Why an operation can have no such fault, or null.</summary>
    string? FaultProblem(string fault, Operation operation);
}
