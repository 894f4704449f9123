using System.Security.Cryptography.X509Certificates;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;
using Hub.Soap;
using Hub.Soap.Contracts;
using Hub.Soap.Headers;
using Hub.Soap.Outcomes;
using Hub.Soap.Wsdl;
using Hub.Soap.Xsd;

namespace Hub.Adapters.SoapSystems;

/// <summary>Reads a system's <c>soap</c> and <c>credentials</c>.</summary>
internal static class SoapSection
{
    public static (ISystemContract? Contract, Func<CallGate, TimeProvider, ISystemClient>? Connect) Read(
        SystemPlan system, PlanNode node, MigrationPlan plan, PlanErrors errors)
    {
        var fields = new PlanFields(
            node, errors, "wsdl", "address", "version", "port", "traceContext", "addressing", "lenient", "tls");
        var address = fields.Address("address");
        var contract = ReadContract(node, fields, plan.Bundle, errors);
        var trace = TraceContext.Of(fields.OneOf("traceContext", "none", "http", "soap", "both"));
        var credentials = CredentialsReader.Read(system.Node["credentials"], plan.HostFiles, errors);
        var security = new HttpSecurity(credentials, ReadAuthorities(node["tls"], plan.HostFiles, errors));
        if (contract is null)
            return (null, null);
        if (node["lenient"] is not null)
            contract = contract with { Lenient = fields.Flag("lenient") };
        if (node["addressing"] is not null)
            contract = contract with { Addressing = contract.Addressing with { Asked = fields.Flag("addressing") } };
        var account = system.Node["credentials"] is { } section ? new AccountReader(contract, errors).Read(section) : null;
        contract = account?.LeaveOut(contract) ?? contract;
        var login = system.Node["credentials"]?["session"];
        var sessions = login is null ? null : new SessionReader(plan.Bundle, contract, errors).Read(login, address);
        if (address is null || (login is not null && sessions is null))
            return (new SoapSystemContract(contract), null);
        if (sessions is not null)
            contract = SessionReader.FillIn(contract, sessions);
        if (system.Node["credentials"] is { } shown
            && IsReadableOnTheWay(address, credentials, inMessages: account is not null || sessions is not null))
            errors.Note(
                shown.At,
                $"what {system.Name} is told of credentials can be read on the way to {node["address"]!.Text}: use https");
        var written = node["address"] is { Referenced: true, Text: var text } ? text : null;
        return (new SoapSystemContract(contract), (gate, time) =>
            new SoapClient(contract, address, written, security, sessions, account, trace, gate, system.Limits.Timeout, time));
    }

    private static X509Certificate2Collection ReadAuthorities(PlanNode? node, AllowedFiles files, PlanErrors errors)
    {
        if (node is null)
            return [];
        new PlanFields(node, errors, "ca").Required("ca");
        return node["ca"] is { Value: not null } file ? new CertificateFile(files, errors).ReadAuthorities(file) : [];
    }

    private static bool IsReadableOnTheWay(Uri address, SystemCredentials credentials, bool inMessages) =>
        address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback
        && (inMessages || credentials.Forward || credentials.Service is { Scheme: CredentialScheme.Basic }
            || credentials.Service is { Scheme: CredentialScheme.UsernameToken, Digest: false });

    private static SoapContract? ReadContract(PlanNode node, PlanFields fields, PlanBundle bundle, PlanErrors errors)
    {
        SoapVersion? version = node["version"] is null ? null
            : fields.OneOf("version", "1.1", "1.2") == "1.1" ? SoapVersion.Soap11
            : SoapVersion.Soap12;
        var file = fields.Required("wsdl");
        if (file.Length == 0)
            return null;
        if (!bundle.Files.ContainsKey(file))
        {
            errors.Add(node["wsdl"]!, $"there is no '{file}' in the plan{Spelling.DidYouMean(file, bundle.Files.Keys)}");
            return null;
        }

        try
        {
            var contract = WsdlReader.Read(bundle.Files, file, version, fields.Optional("port"));
            foreach (var warning in contract.Warnings)
                errors.Note(node["wsdl"]!.At, warning);
            return contract;
        }
        catch (InvalidContractException e)
        {
            errors.Add(node["wsdl"]!, e.Message);
            return null;
        }
    }
}
