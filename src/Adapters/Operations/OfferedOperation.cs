using Hub.Adapters.Calls;
using Hub.Adapters.Mapping;
using Hub.Adapters.Systems;
using Hub.Platform.Identity;
using Hub.Soap.Outcomes;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Operations;

/// <summary>An operation of a wrapped system as <c>/systems</c> offers it.</summary>
internal sealed record OfferedOperation
{
    private const string Call = "call";
    private const string Try = "try";

    /// <param name="system">The system.</param>
    /// <param name="operation">What is called.</param>
    /// <param name="writes">Whether it may change something: whatever is not known to read only.</param>
    /// <param name="faults">What the system's faults mean.</param>
    /// <param name="capabilities">Whom the system answers for.</param>
    /// <param name="inside">Whether one of them is in zone inside.</param>
    public OfferedOperation(
        string system, Operation operation, bool writes, FaultTable faults, IReadOnlyList<string> capabilities, bool inside)
    {
        (Writes, Mapped) =
            (writes, new MappedCall(operation, new RequestMapping(new MappingTable([]), Body: null), Out: null, faults));
        var scope = ValueTask.FromResult(capabilities.Count == 0 ? [AccessGrant.Everything] : capabilities);
        var writer = inside ? AccessRole.Approver : AccessRole.Operator;
        ToCall = Requirement(writes ? writer : AccessRole.Viewer, writes ? Call : null);
        ToTry = Requirement(writes ? writer : AccessRole.Operator, Try);

        AccessRequirement Requirement(AccessRole role, string? action) =>
            new(role) { Action = action, Subject = $"{system}.{operation.Name}", Capabilities = _ => scope };
    }

    /// <summary>What is called.</summary>
    public Operation Operation => Mapped.Operation;

    /// <summary>Whether it may change something.</summary>
    public bool Writes { get; }

    /// <summary>The call, with nothing mapped.</summary>
    public MappedCall Mapped { get; }

    /// <summary>What it takes to call it.</summary>
    public AccessRequirement ToCall { get; }

    /// <summary>What it takes to see its messages: more than to call it, as they show what the mapping leaves out.</summary>
    public AccessRequirement ToTry { get; }

    /// <summary>
    /// The status of a fault: what the plan says; 422 for one that the contract declares, and for a write that its code says
    /// was refused; else 502.
    /// </summary>
    public int StatusOf(Fault fault) => Mapped.Faults.Find(fault)
        ?? (!Mapped.Faults.Doubts(fault) && (Operation.Declares(fault) || (Writes && fault.Blame == FaultBlame.Request))
            ? StatusCodes.Status422UnprocessableEntity
            : StatusCodes.Status502BadGateway);

    /// <summary>Whether a write was refused by a fault that neither the plan nor the contract knows.</summary>
    public bool IsRefused(Fault fault) => Writes && fault.Blame != FaultBlame.System && !IsKnown(fault);

    /// <summary>Returns whether a write may have been carried out although the system answered with this fault.</summary>
    public bool MayBeDone(Fault fault) => Writes && !fault.NothingDone
        && (Mapped.Faults.Doubts(fault) || (fault.Blame == FaultBlame.System && !IsKnown(fault)));

    private bool IsKnown(Fault fault) =>
        Mapped.Faults.Find(fault) is not null || Mapped.Faults.Doubts(fault) || Operation.Declares(fault);
}
