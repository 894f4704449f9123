using Hub.Adapters.Systems;
using Hub.Platform.Plan;

namespace Hub.Adapters.Soap;

/// <summary>Reads a system's <c>soap</c> and <c>credentials</c>.</summary>
internal static class SoapSection
{
    public static (ISystemContract? Contract, Func<CallGate, TimeProvider, ISystemClient>? Connect) Read(
        SystemPlan system, PlanNode node, PlanBundle bundle, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, "wsdl", "address", "version", "port", "traceContext");
        var address = fields.Address("address");
        var contract = ReadContract(node, fields, bundle, errors);
        var trace = TraceContext.Of(fields.OneOf("traceContext", "none", "http", "soap", "both"));
        var credentials = CredentialsReader.Read(system.Node["credentials"], errors);
        return contract is null || address is null
            ? (contract, null)
            : (contract, (gate, time) => new SoapClient(contract, address, credentials, trace, gate, system.Limits.Timeout, time));
    }

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
            var contract = WsdlReader.Read(bundle, file, version, fields.Optional("port"));
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
