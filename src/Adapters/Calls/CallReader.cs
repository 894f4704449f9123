using Hub.Adapters.Mapping;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Calls;

/// <summary>Reads <c>call</c>, <c>in</c>, <c>out</c> and <c>faults</c>, which resources and entities have in common.</summary>
internal sealed class CallReader
{
    private readonly PlanNode? _commonFaults;
    private readonly RequestReader _requests;

    public CallReader(ISystemContract contract, PlanNode system, MappingFindings findings)
    {
        (Contract, Findings, _commonFaults) = (contract, findings, system["faults"]);
        Mappings = new MappingReader(contract.File, system["mappings"], findings);
        _requests = new RequestReader(Mappings, contract.File, findings);
    }

    public ISystemContract Contract { get; }

    public MappingFindings Findings { get; }

    public MappingReader Mappings { get; }

    /// <summary>Returns the fields of a call.</summary>
    /// <param name="name">What the schema calls them.</param>
    /// <param name="word">What the operation's name is written under.</param>
    /// <param name="options">What else may stand beside it.</param>
    public static PlanShape Shape(string name, string word = "call", params IEnumerable<PlanField> options) => new(name, word)
    {
        { word, PlanValue.Text, "The system's operation." },
        { "in", RequestShapes.Whole, "The request: the system's field on the left, where its value comes from on the right." },
        { "out", MappingShapes.Mapping, "The answer: the contract's field on the left, the system's on the right." },
        { "faults", FaultTable.Shape, "What its faults mean." },
        options,
    };

    /// <param name="node">The map with the call.</param>
    /// <param name="shape">The fields that it may have.</param>
    /// <param name="sources">What the request has.</param>
    /// <param name="readOut">Reads the answer's mapping from the output's type; null reads <c>out</c>.</param>
    /// <param name="word">What the operation's name is written under.</param>
    public MappedCall? Read(
        PlanNode node,
        PlanShape shape,
        IReadOnlyList<string> sources,
        Func<TypeShape, MappingTable>? readOut = null,
        string word = "call")
    {
        CheckFields(node, shape.Names);
        var current = shape.Has(MappedCall.CurrentSource)
            ? ReadCurrent(node[MappedCall.CurrentSource], sources)
            : null;
        if (FindOperation(node, word) is not { } operation)
            return null;
        var request = _requests.Read(
            node["in"], operation, node, current is null ? sources : [.. sources, MappedCall.CurrentSource]);
        if (current is not null)
            CheckCurrent(node, request, current);
        var output = operation.OutputType;
        MappingTable? answer = null;
        if (output is null && node["out"] is { } nothing)
            Error(nothing, $"{operation.Name} answers nothing; leave 'out' out");
        else if (output is not null && readOut is not null)
            answer = readOut(output);
        else if (output is not null && node["out"] is { } mapping)
            answer = Mappings.Read(mapping, output);
        return new MappedCall(operation, request, answer, ReadFaults(node["faults"], operation)) { Current = current };
    }

    /// <summary>Reads an <c>in</c> that stands beside no <c>call</c>, such as that of a file's rows.</summary>
    /// <param name="node">The <c>in</c>, or null.</param>
    /// <param name="operation">What is made.</param>
    /// <param name="at">Where faults of the whole are reported.</param>
    /// <param name="sources">What the request has.</param>
    public RequestMapping ReadRequest(PlanNode? node, Operation operation, PlanNode at, IReadOnlyList<string> sources) =>
        _requests.Read(node, operation, at, sources);

    public void CheckFields(PlanNode node, IReadOnlyList<string> known)
    {
        foreach (var (name, value) in node.Fields.Where(f => !known.Contains(f.Key, StringComparer.Ordinal)))
            Error(value, $"'{name}' is not known here{Spelling.DidYouMeanOr(name, known)}");
    }

    public void Error(PlanNode node, string message) => Findings.Error(node, message);

    private MappedCall? ReadCurrent(PlanNode? node, IReadOnlyList<string> sources)
    {
        if (node is null || Read(node, MappedCall.Plain, sources) is not { } read)
            return null;
        var current = read with { Reads = true };
        if (current.Out is null)
            Error(node, "'out' is missing: what of its answer is known afterwards, as in { version: Customer/Version }");
        return current;
    }

    private void CheckCurrent(PlanNode node, RequestMapping request, MappedCall current)
    {
        var names = new ContractNames(current.Out?.Bindings ?? []);
        var used = request.SourcesIn(MappedCall.CurrentSource).ToList();
        foreach (var name in used.Where(n => names.Under(n) is null))
            Error(node["in"]!, $"'current.{name}' is not in what 'current' answers{Spelling.DidYouMean(name, names.All)}");
        if (used.Count == 0 && names.Under(MappedCall.CurrentContent) is null)
            Error(
                node[MappedCall.CurrentSource]!,
                "nothing of 'current' is used: take a source such as current.version, or have it answer 'content'");
    }

    private Operation? FindOperation(PlanNode node, string word)
    {
        if (node[word] is not { Text: { } name } call)
        {
            Error(node, $"'{word}' is missing: the operation to call");
            return null;
        }

        if (Contract.Find(name) is { } operation)
            return operation;
        Error(call, Contract.WhyUnsupported(name) is { } why
            ? $"operation '{name}' cannot be called: {why}"
            : $"operation '{name}' is not in {Contract.File}{Spelling.DidYouMean(name, Contract.OperationNames)}");
        return null;
    }

    private FaultTable ReadFaults(PlanNode? node, Operation operation) => FaultTable.Read(
        Contract.DefaultFaults,
        (_commonFaults?.Fields ?? []).Concat(node?.Fields ?? []),
        Error,
        name => Contract.FaultProblem(name, operation));
}
