using System.Collections.Immutable;
using System.Text;
using Hub.Importing.Contracts;
using Hub.Importing.Writing;
using Hub.Platform.Plan;
using Hub.Soap.Contracts;
using Hub.Soap.Copying;
using Hub.Soap.Wsdl;
using Hub.Soap.Xsd;

namespace Hub.Importing.Proposing;

/// <summary>Proposes a system and a capability for a WSDL.</summary>
internal sealed class SoapProposal
{
    private readonly ImportTarget _target;
    private readonly ContractCopy _copy;
    private readonly WsdlFacts _facts;
    private readonly SoapContract _contract;
    private readonly ImmutableSortedDictionary<string, byte[]> _contracts;
    private readonly List<ImportNote> _notes = [];
    private readonly List<ImportVariable> _variables = [];

    /// <exception cref="ImportRefusedException">The WSDL has no such port, or the hub cannot read it.</exception>
    public SoapProposal(ImportTarget target, WsdlSource source, ContractCopy copy)
    {
        (_target, _copy, _facts) = (target, copy, new WsdlFacts(copy));
        _contracts = Proposal.NoFiles.AddRange(
            copy.Files.Select(f => KeyValuePair.Create($"contracts/{target.System}/{f.Key}", f.Value)));
        try
        {
            _contract = WsdlReader.Read(
                _contracts, $"contracts/{target.System}/{copy.File}", version: null, source.Port);
        }
        catch (InvalidContractException e)
        {
            throw new ImportRefusedException(e.Message)
            {
                IsUsage = source.Port is { } port && e.Message.Contains($"port '{port}'", StringComparison.Ordinal),
            };
        }

        if (source.Port is null && _contract.Ports.Length > 1)
            Guessed("port", $"{_contract.Port}, of {string.Join(", ", _contract.Ports)}; another one with --port");
    }

    public Proposal Make()
    {
        foreach (var missing in _copy.Missing)
            Skip(_copy.File, missing);
        // What is missing, and that there was a choice, is said already.
        foreach (var warning in _contract.Warnings)
            if (!warning.Contains("the plan", StringComparison.Ordinal)
                && !warning.Contains("several ports", StringComparison.Ordinal))
                Guessed(_copy.File, warning);
        var names = _facts.OperationOrder;
        foreach (var (name, why) in _contract.Unsupported.OrderBy(o => Place(o.Key)))
            Skip(name, why);
        var session = new SessionGuess(_contract, _target.System).Find();
        var operations = _contract.Operations.Values.Where(o => session?.Has(o.Name) != true).OrderBy(o => Place(o.Name))
            .Select(o => session?.FilledIn is { } field ? o with { FilledIn = [field] } : o).ToList();
        var common = operations.SelectMany(o => o.Faults.Distinct(StringComparer.Ordinal)).CountBy(f => f)
            .Where(f => f.Value >= 3 && f.Value * 2 > operations.Count && Guess.Status(f.Key) is not null)
            .Select(f => f.Key).ToList();
        var routes = new SoapRoutes(_target.Capability, common.ToHashSet(StringComparer.Ordinal));
        var drafts = operations.Select(o => routes.Of(o, o.Documentation)).ToList();
        _notes.AddRange(routes.Notes);
        var head = Head(common, session);
        var files = Files(head, drafts);
        // The values of variables are not known here, and nothing that is checked depends on them.
        var values = _variables.ToDictionary(
            v => v.Name, v => v.Name.EndsWith("_URL", StringComparison.Ordinal) ? "http://hub.invalid" : v.Value);
        var faults = ProposalCheck.Faults(files, drafts.Select(d => d.Id), new PlanReferences(values));
        foreach (var draft in drafts.Where(d => faults.Contains(d.Id)))
            Skip(draft.Call, $"it has no route: {faults[draft.Id].First()}; "
                + $"it can be called by POST /systems/{_target.System}/operations/{draft.Call}");
        // Without a route there is no capability, which is a fault of the plan and none of the proposal's.
        if (drafts.Count == 0)
            Skip(_target.System, $"there is nothing to call{Elsewhere()}: no route is proposed, and a plan needs one");
        foreach (var fault in drafts.Count == 0 ? [] : faults[""].Distinct(StringComparer.Ordinal))
            Skip(_target.System, $"the proposal has a fault of its own: {fault}");
        var good = drafts.Where(d => !faults.Contains(d.Id)).ToList();
        TellGuesses(good, operations);
        return new Proposal(
            Files(head, good),
            [.. drafts.Select(d => Told(d, good.Contains(d)))],
            [.. _notes],
            [.. _variables]);

        // Overloads have names that the WSDL has not; they come last.
        int Place(string name) => names.IndexOf(name) is >= 0 and var place ? place : int.MaxValue;
    }

    private string Elsewhere() => _contract is { Ports.Length: > 1, Port: { } port } ? $" at {port}" : "";

    private static ImportedOperation Told(RouteDraft draft, bool good) =>
        new(draft.Call, draft.Writes, good ? draft.Id : null, good ? draft.Match : null) { Asks = draft.Asks };

    private ImmutableSortedDictionary<string, byte[]> Files(string head, IReadOnlyList<RouteDraft> routes)
    {
        var system = new StringBuilder(head);
        if (routes.Count > 0)
        {
            system.Append("\n# One for each route of capabilities/").Append(_target.Capability)
                .Append(".yaml. same: true takes a message as it is; name its\n");
            system.Append("# fields to give them names of your own, as in out: { at: Order, same: true, id: OrderNo }.\n");
            system.Append("resources:\n").AppendJoin("", routes.Select(r => r.Resource));
        }

        var files = _contracts.Add($"systems/{_target.System}.yaml", Proposal.Bytes(system.ToString()));
        return routes.Count == 0
            ? files
            : files.Add(
                $"capabilities/{_target.Capability}.yaml", Proposal.Bytes(CapabilityText.Of(_target, inside: false, routes)));
    }

    private string Head(IReadOnlyList<string> common, SessionDraft? session)
    {
        var text = new StringBuilder($"{PlanFileKinds.CommentFor("system", depth: 1)}\n");
        text.Append(YamlText.Comment(_facts.Documentation ?? $"{_target.System}, by SOAP.", 0)).Append('\n');
        text.Append($"# Proposed by ./hub import wsdl and meant to be edited: a later import keeps what you changed.\n");
        text.Append($"system: {_target.System}\nsoap:\n  wsdl: {YamlText.Scalar(_contract.File)}\n");
        text.Append($"  address: {YamlText.Quoted(Address())}\n");
        if (_contract is { Ports.Length: > 1, Port: { } port })
            text.Append($"  port: {YamlText.Scalar(IsOnly(port) ? port.Name : $"{port.Service}/{port.Name}")}\n");
        text.Append(Credentials(session));
        text.Append("limits: { concurrency: 8, timeout: 10s }      ")
            .Append("# what the hub may ask of it at once, and how long it waits\n");
        if (common.Count > 0)
            text.Append("\n# What every operation may answer.\nfaults: ")
                .Append(YamlText.Map(common.Select(f => (f, $"{Guess.Status(f)}")), 0, used: 8)).Append('\n');
        return text.ToString();
    }

    private bool IsOnly(SoapPort port) => _contract.Ports.Count(p => p.Name == port.Name) == 1;

    private string Address()
    {
        var (address, note) = SoapAddress.Of(_contract.Port?.Address, _copy.Found);
        if (note is not null)
            Guessed("address", note);
        if (address is not null)
            return address;
        var variable = $"{Words.Variable(_target.System)}_URL";
        _variables.Add(new ImportVariable(variable, "http://…"));
        return $"${{env:{variable}}}";
    }

    private string Credentials(SessionDraft? session)
    {
        var service = Account();
        if (session is null)
            return service.Length > 0 ? service : AccountInHeader();
        _variables.AddRange(session.Variables);
        Guessed("credentials", $"{session.Login} opens a session that the other calls name; "
            + $"{(session.Logout is null ? "it has" : $"it and {session.Logout} have")} no route, and are for the hub alone");
        return (service.Length > 0 ? service : "credentials:\n") + session.Text;
    }

    private string AccountInHeader()
    {
        if (AccountGuess.Find(_contract, _target.System) is not { } account)
            return "";
        Guessed(
            "credentials", $"header {account.Header} looks like an account; systems/{_target.System}.yaml has it in a comment");
        return account.Text;
    }

    private string Account()
    {
        var scheme = _facts.PolicyScheme(out var digest);
        if (scheme is null && !_facts.SpeaksOfUsernameToken(out digest))
            return "";
        Guessed("credentials", scheme is null ? "its documentation speaks of a UsernameToken" : $"its policy asks for {scheme}");
        var (user, password) = ($"{Words.Variable(_target.System)}_USER", $"{Words.Variable(_target.System)}_PASSWORD");
        _variables.Add(new ImportVariable(user, "…"));
        _variables.Add(new ImportVariable(password, "…"));
        var more = scheme == "basic" ? "" : $", scheme: usernameToken{(digest ? "" : ", digest: false")}";
        return $"credentials:\n  service: {{ username: \"${{env:{user}}}\", password: \"${{env:{password}}}\"{more} }}\n";
    }

    private void TellGuesses(List<RouteDraft> routes, List<SoapOperation> operations)
    {
        if (routes.Count > 0)
            Guessed("read or write", "by the operations' names; these read: "
                + Names(routes.Where(r => !r.Writes).Select(r => r.Call))
                + "; these write: " + Names(routes.Where(r => r.Writes).Select(r => r.Call)));
        var keyed = routes.Where(r => r.Path.Contains('{', StringComparison.Ordinal)).Select(r => r.Path).ToList();
        if (keyed.Count > 0)
            Guessed("keys in paths", Names(keyed));
        var faults = operations.SelectMany(o => o.Faults).Distinct(StringComparer.Ordinal).ToList();
        if (faults.Count > 0)
            Guessed("statuses of faults", Names(faults.Select(f => $"{f} {Guess.Status(f)?.ToString() ?? "502"}")));
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } all ? all : "none";

    private void Skip(string about, string text) => _notes.Add(new ImportNote(ImportNoteKind.Skipped, about, text));

    private void Guessed(string about, string text) => _notes.Add(new ImportNote(ImportNoteKind.Guessed, about, text));
}
