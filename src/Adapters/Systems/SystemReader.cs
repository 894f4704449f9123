using System.Collections.Frozen;
using Hub.Adapters.Changes;
using Hub.Adapters.Resources;
using Hub.Adapters.Soap;
using Hub.Platform.Plan;

namespace Hub.Adapters.Systems;

/// <summary>Reads a system's file against its WSDL, reporting every fault.</summary>
internal static class SystemReader
{
    private static readonly string[] Sections = ["system", "soap", "credentials", "limits", "mappings", "faults", "resources", "entities"];

    /// <returns>The system, or null when it is not wrapped (no <c>soap</c>) or its contract cannot be read.</returns>
    public static SystemDefinition? Read(SystemPlan system, MigrationPlan plan, PlanErrors errors)
    {
        if (system.Node["soap"] is not { } soap)
            return null;
        var sections = new PlanFields(system.Node, errors, Sections);
        var (contract, address) = ReadSoap(soap, plan.Bundle, errors);
        var credentials = CredentialsReader.Read(system.Node["credentials"], errors);
        if (contract is null)
            return null;

        var faults = new HashSet<PlanError>();
        var calls = new CallReader(contract, sections.Node, faults);
        var resources = ResourceReader.Read(system, plan, calls);
        var entities = EntityReader.Read(system.Node["entities"], calls, errors);
        foreach (var fault in faults)
            errors.Add(fault.At, fault.Message);
        return new SystemDefinition(
            system.Name, contract, address, credentials, system.Limits, resources.ToFrozenDictionary(StringComparer.Ordinal), entities);
    }

    private static (SoapContract? Contract, Uri? Address) ReadSoap(PlanNode node, PlanBundle bundle, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, "wsdl", "address", "version", "port");
        var address = fields.Address("address");
        SoapVersion? version = node["version"] is null ? null
            : fields.OneOf("version", "1.1", "1.2") == "1.1" ? SoapVersion.Soap11
            : SoapVersion.Soap12;
        var file = fields.Required("wsdl");
        if (file.Length == 0)
            return (null, address);
        if (!bundle.Files.ContainsKey(file))
        {
            errors.Add(node["wsdl"]!, $"there is no '{file}' in the plan{Spelling.DidYouMean(file, bundle.Files.Keys)}");
            return (null, address);
        }

        try
        {
            return (WsdlReader.Read(bundle, file, version, fields.Optional("port")), address);
        }
        catch (InvalidContractException e)
        {
            errors.Add(node["wsdl"]!, e.Message);
            return (null, address);
        }
    }
}
