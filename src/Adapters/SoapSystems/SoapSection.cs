using System.Security.Cryptography.X509Certificates;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;
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
    private static readonly PlanShape Tls = new("tls", "ca")
    {
        { "ca", PlanValue.Text, "The certificates of the authorities that are believed." },
    };

    /// <summary>The fields of <c>soap</c>.</summary>
    public static readonly PlanShape Shape = new("soap", "wsdl", "address")
    {
        { "wsdl", PlanValue.Text, "The WSDL, a file of the plan: contracts/erp.wsdl." },
        { "address", PlanValue.Text, "Where the system is: \"${env:ERP_URL}/erp\"." },
        { "version", PlanValue.OneOf("1.1", "1.2"), "The version of SOAP, where the WSDL has both." },
        { "port", PlanValue.Text, "The WSDL's port, where it has several." },
        { "traceContext", PlanValue.OneOf("none", "http", "soap", "both"), "Where the trace's context is sent." },
        { "addressing", PlanValue.Flag, "Whether WS-Addressing headers are sent." },
        { "lenient", PlanValue.Flag, "Whether answers are read that do not keep to the schema." },
        { "tls", Tls },
        { "wsdlAt", PlanValue.Text, "The path where the system offers its WSDL, or off." },
    };

    public static (ISystemContract? Contract, Func<CallGate, TimeProvider, ISystemClient>? Connect) Read(
        SystemPlan system, PlanNode node, MigrationPlan plan, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, Shape);
        var address = fields.Address("address");
        var offeredAt = ReadOfferedAt(fields, node, address, errors);
        var contract = ReadContract(node, fields, plan.Bundle, errors);
        var trace = TraceContext.Of(fields.OneOf("traceContext"));
        var credentials = CredentialsReader.Read(system.Node["credentials"], plan.HostFiles, errors);
        var security = new HttpSecurity(credentials, ReadAuthorities(node["tls"], plan.HostFiles, errors));
        if (contract is null)
            return (null, null);
        if (node["lenient"] is not null)
            contract = contract with { Lenient = fields.Flag("lenient") };
        if (node["addressing"] is not null)
            contract = contract with { Addressing = contract.Addressing with { Asked = fields.Flag("addressing") } };
        var whole = contract;
        var account = system.Node["credentials"] is { } section ? new AccountReader(contract, errors).Read(section) : null;
        contract = account?.LeaveOut(contract) ?? contract;
        var login = system.Node["credentials"]?["session"];
        var sessions = login is null ? null : new SessionReader(plan.Bundle, contract, errors).Read(login, address);
        if (address is null || (login is not null && sessions is null))
            return (Contract(), null);
        if (sessions is not null)
            contract = SessionReader.FillIn(contract, sessions);
        if (system.Node["credentials"] is { } shown
            && IsReadableOnTheWay(address, credentials, inMessages: account is not null || sessions is not null))
            errors.Note(
                shown.At,
                $"what {system.Name} is told of credentials can be read on the way to {node["address"]!.Text}: use https");
        var written = node["address"] is { Referenced: true, Text: var text } ? text : null;
        return (Contract(), (gate, time) =>
            new SoapClient(contract, address, written, security, sessions, account, trace, gate, system.Limits.Timeout, time));

        SoapSystemContract Contract() => new(contract) { Written = whole, OfferedAt = offeredAt };
    }

    // A path, as the hub's account at the system is nobody else's to hear.
    private static Uri? ReadOfferedAt(PlanFields fields, PlanNode node, Uri? address, PlanErrors errors)
    {
        var written = fields.Optional("wsdlAt");
        if (written == "off" || address is null)
            return null;
        if (written is null)
            return new UriBuilder(address)
            {
                Query = address.Query.Length == 0 ? "wsdl" : $"{address.Query.TrimStart('?')}&wsdl",
            }.Uri;
        if (written.StartsWith('/') && !written.StartsWith("//", StringComparison.Ordinal)
            && Uri.TryCreate(address, written, out var given))
            return given;
        errors.Add(
            node["wsdlAt"]!,
            "'wsdlAt' is the path at the system's own server where it offers its WSDL, such as /erp/service.wsdl, "
            + "or off; without it the address is asked with ?wsdl");
        return null;
    }

    private static X509Certificate2Collection ReadAuthorities(PlanNode? node, AllowedFiles files, PlanErrors errors)
    {
        if (node is null)
            return [];
        new PlanFields(node, errors, Tls).Required("ca");
        return node["ca"] is { Value: not null } file ? new CertificateFile(files, errors).ReadAuthorities(file) : [];
    }

    private static bool IsReadableOnTheWay(Uri address, SystemCredentials credentials, bool inMessages) =>
        address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback
        && (inMessages || credentials.Forward || credentials.Service is { Scheme: CredentialScheme.Basic }
            || credentials.Service is { Scheme: CredentialScheme.UsernameToken, Digest: false });

    private static SoapContract? ReadContract(PlanNode node, PlanFields fields, PlanBundle bundle, PlanErrors errors)
    {
        SoapVersion? version = node["version"] is null ? null
            : fields.OneOf("version") == "1.1" ? SoapVersion.Soap11
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
