using System.Collections.Frozen;
using Hub.Adapters.Systems;
using Hub.Soap.Outcomes;

namespace Hub.Adapters.Layouts;

/// <summary>The layouts that a plan declares for a system that speaks by files; it has no operations to be called.</summary>
/// <param name="File">The system's file.</param>
/// <param name="Layouts">The layouts by name.</param>
internal sealed record FilesContract(string File, FrozenDictionary<string, FileLayout> Layouts) : ISystemContract
{
    public IEnumerable<string> OperationNames => [];

    public FrozenDictionary<string, int> DefaultFaults => FrozenDictionary<string, int>.Empty;

    public Operation? Find(string name) => null;

    public string? WhyUnsupported(string name) => "a system of files is not called: it is linked by 'entities'";

    public string? FaultProblem(string fault, Operation operation) => "a system of files has no faults";
}
