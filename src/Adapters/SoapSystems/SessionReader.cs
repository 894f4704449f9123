using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Hub.Adapters.Mapping;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;
using Hub.Soap.Contracts;
using Hub.Soap.Envelopes;
using Hub.Soap.Sessions;
using Hub.Soap.Shapes;
using Hub.Soap.Wsdl;
using Hub.Soap.Xsd;

namespace Hub.Adapters.SoapSystems;

/// <summary>Reads <c>credentials: { session: … }</c> of a SOAP system.</summary>
internal sealed class SessionReader(PlanBundle bundle, SoapContract system, PlanErrors errors)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    /// <param name="node">The section.</param>
    /// <param name="address">Where the system is; the login too, unless the section says otherwise.</param>
    /// <returns>Null, with an error, when it cannot be used.</returns>
    public SessionPlan? Read(PlanNode node, Uri? address)
    {
        var before = errors.Count;
        var fields = new PlanFields(node, errors, SessionShapes.Session);
        var contract = ReadContract(fields);
        var at = node["address"] is null ? address : fields.Address("address");
        var login = contract is null ? null : FindOperation(fields, "login", contract);
        var logout = contract is null || node["logout"] is null ? null : FindOperation(fields, "logout", contract);
        if (login is null)
            return null;
        var @in = ReadIn(node, login, contract!);
        var token = ReadPlace(node, "token", login.OutputType, contract!);
        // What a login sets as cookie or header is sent back in the same way.
        var put = node["put"] is null && token is InCookie or InHttp ? token : ReadPlace(node, "put", inner: null, system);
        var plan = new SessionPlan(
            contract!, at ?? new Uri("http://unknown"), login, @in, token ?? new InBody([]), put ?? new InBody([]),
            logout is null ? null : FillIn(logout, put), ReadFaults(fields),
            new SessionLife(fields.Duration("idle", Day, longest: Month), fields.Duration("lifetime", Day, longest: Month)),
            node["pool"] is null ? null : fields.Integer("pool", 1))
        {
            Endpoint = node["endpoint"] is { } endpoint
                ? ReadEndpoint(endpoint, login, contract!, [.. new[] { address, at }.OfType<Uri>()])
                : null,
        };
        return errors.Count == before && at is not null ? plan : null;
    }

    /// <summary>The system's operations, those whose request has the token's field told so.</summary>
    public static SoapContract FillIn(SoapContract contract, SessionPlan plan) =>
        contract with
        {
            Operations = contract.Operations.ToFrozenDictionary(
                o => o.Key, o => FillIn(o.Value, plan.Put), StringComparer.Ordinal),
        };

    private static SoapOperation FillIn(SoapOperation operation, TokenPlace? put) =>
        put is InBody { Path: var path } && string.Join('/', path) is var written
            && LegacyPath.Follow(written, operation.InputType, "").Problem is null
            ? operation with { FilledIn = [written] }
            : operation;

    private SoapContract? ReadContract(PlanFields fields)
    {
        if (fields.Node["wsdl"] is null && fields.Node["port"] is null)
            return system;
        try
        {
            var file = fields.Optional("wsdl") ?? system.File;
            if (bundle.Files.ContainsKey(file))
                return WsdlReader.Read(bundle.Files, file, system.Version, fields.Optional("port"));
            errors.Add(fields.Node["wsdl"]!, $"there is no '{file}' in the plan{Spelling.DidYouMean(file, bundle.Files.Keys)}");
        }
        catch (InvalidContractException e)
        {
            errors.Add(fields.Node, e.Message);
        }

        return null;
    }

    private SoapOperation? FindOperation(PlanFields fields, string word, SoapContract contract)
    {
        var name = fields.Required(word);
        if (name.Length == 0)
            return null;
        if (contract.Operations.TryGetValue(name, out var operation))
            return operation;
        errors.Add(fields.Node[word]!, contract.WhyUnsupported(name) is { } why
            ? $"operation '{name}' cannot be called: {why}"
            : $"operation '{name}' is not in {contract.File}{Spelling.DidYouMean(name, contract.OperationNames)}");
        return null;
    }

    private JsonNode ReadIn(PlanNode node, SoapOperation login, SoapContract contract)
    {
        var document = node["in"] is { } given ? WrittenValues.Read(given, errors) : new JsonObject();
        WrittenValues.Report(
            node["in"] ?? node,
            NearNames.Suggest(SoapEnvelope.Write(contract.Version, login.Input, JsonText.Of(document).Root).Errors),
            $"'{login.Name}' cannot be called so", errors);
        return document;
    }

    /// <param name="node">The section.</param>
    /// <param name="word">The field of it.</param>
    /// <param name="inner">With a token: what the login answers.</param>
    /// <param name="contract">Whose headers there are.</param>
    private TokenPlace? ReadPlace(PlanNode node, string word, TypeShape? inner, SoapContract contract)
    {
        var coming = word == "token";
        if (node[word] is { Kind: PlanNodeKind.Map } written)
            _ = new PlanFields(written, errors, SessionShapes.Place);
        if (node[word] is not { } place)
            errors.Add(node, coming
                ? "'token' is missing: its place in the login's answer, or { cookie: NAME } or { http: HEADER }"
                : "'put' is missing: { header: ELEMENT/FIELD }, { http: HEADER }, { cookie: NAME } or { in: FIELD }");
        else if (place["cookie"]?.Text is { } cookie)
            return new InCookie(cookie);
        else if (place["http"]?.Text is { } header)
            return new InHttp(header);
        else if (!coming && place["header"]?.Text is { } block)
            return ReadHeader(place, block, contract);
        else if (!coming && place["in"]?.Text is { } field)
            return ReadField(place, field, contract);
        else if (!coming || place.Text is null || inner is null)
            errors.Add(place, coming ? "'token' is a place in the login's answer, { cookie: NAME } or { http: HEADER }"
                : "'put' is { header: ELEMENT/FIELD }, { http: HEADER }, { cookie: NAME } or { in: FIELD }");
        else if (LegacyPath.Follow(place.Text, inner, contract.File) is var path && path.Problem is { } problem)
            errors.Add(place, problem);
        else
            return new InBody(path.Properties);
        return null;
    }

    private InBody? ReadField(PlanNode place, string field, SoapContract contract)
    {
        var paths = contract.Operations.Values.Select(o => LegacyPath.Follow(field, o.InputType, contract.File)).ToList();
        if (paths.Exists(p => p is { Problem: null, Repeats: false, Type.IsValue: true }))
            return new InBody([.. field.Split('/')]);
        errors.Add(place["in"]!, paths.Exists(p => p.Problem is null) ? $"'{field}' is no single value"
            : $"no operation of {contract.File} takes '{field}'"
                + Spelling.DidYouMean(
                    field, contract.Operations.Values.SelectMany(o => o.InputType.Members()).Select(m => m.Property).Distinct()));
        return null;
    }

    private SessionEndpoint? ReadEndpoint(PlanNode node, SoapOperation login, SoapContract contract, ImmutableArray<Uri> known)
    {
        ImmutableArray<string> hosts = [];
        var place = node;
        if (node.Kind == PlanNodeKind.Map)
        {
            var fields = new PlanFields(node, errors, SessionShapes.Endpoint);
            fields.Required("at");
            place = node["at"] ?? node;
            hosts = [.. node["hosts"]?.Items.Select(i => i.Text).OfType<string>() ?? []];
        }

        if (place.Text is not { Length: > 0 } written || login.OutputType is not { } answer)
        {
            if (place != node || node.Kind != PlanNodeKind.Map)
                errors.Add(place, "'endpoint' is the place of an address in the login's answer, or { at: PLACE, hosts: [HOST] }");
            return null;
        }

        var path = LegacyPath.Follow(written, answer, contract.File);
        if (path.Problem is { } problem)
            errors.Add(place, problem);
        else if (path.Repeats || !path.Type.IsValue)
            errors.Add(place, $"'{written}' is no single value: 'endpoint' is the place of an address in the login's answer");
        if (hosts.FirstOrDefault(h => h.TrimStart('*', '.').Length == 0 || h.Contains('/', StringComparison.Ordinal)) is { } host)
            errors.Add(node["hosts"]!, $"'{host}' is no host: 'hosts' is a list such as [erp2.example.com, \"*.example.com\"]");
        return new SessionEndpoint(path.Properties, hosts, known);
    }

    private InHeader? ReadHeader(PlanNode place, string block, SoapContract contract)
    {
        var slash = block.IndexOf('/', StringComparison.Ordinal);
        var name = slash < 0 ? block : block[..slash];
        if (contract.Elements.Values.FirstOrDefault(e => e.Name.Name == name) is not { } element)
        {
            errors.Add(place["header"]!, $"element '{name}' is not in {contract.File}"
                + $"{Spelling.DidYouMean(name, contract.Elements.Keys.Select(e => e.Name))}");
            return null;
        }

        var path = LegacyPath.Follow(slash < 0 ? "." : block[(slash + 1)..], element.Type, contract.File);
        if (path.Problem is { } problem)
            errors.Add(place["header"]!, problem);
        return path.Problem is null
            ? new InHeader(
                element, path.Properties, place["with"] is { } with ? WrittenValues.Read(with, errors) : new JsonObject())
            : null;
    }

    private ImmutableArray<string> ReadFaults(PlanFields fields)
    {
        if (fields.Node["renewOn"] is not { } node)
            return [];
        var names = (node.Kind == PlanNodeKind.List ? node.Items : [node]).Select(n => n.Text).OfType<string>()
            .ToImmutableArray();
        if (names.Any(string.IsNullOrWhiteSpace) || names.IsEmpty)
            errors.Add(node, "'renewOn' is a list of faults: "
                + "a detail's element, code.NAME, or text WORDS for what the fault's text holds");
        return names;
    }
}
