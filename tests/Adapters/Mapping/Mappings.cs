using Hub.Adapters.Mapping;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Soap.Shapes;
using Hub.Soap.Wsdl;

namespace Hub.Adapters.Tests.Mapping;

/// <summary>Mappings of a part, as the plan writes them.</summary>
internal static class Mappings
{
    public static readonly TypeShape Output =
        WsdlReader.Read(Parts.Bundle().Files, "contracts/parts.wsdl").Operations["GetPart"].Output!.Type;

    public static (MappingTable Table, MappingFindings Findings) Read(string yaml, ConverterFolder? converters = null)
    {
        var bundle = RunningAdapters.Bundle(
            ("systems/m.yaml", $"system: m\nmapping:\n{string.Join('\n', yaml.Split('\n').Select(l => "  " + l))}"));
        var plan = new List<SystemPlan>();
        new PlanLoader([new Taking(plan)]).Load(bundle, new PlanReferences(), []);
        var findings = new MappingFindings(converters);
        return (new MappingReader("contracts/parts.wsdl", null, findings).Read(plan[0].Node["mapping"]!, Output), findings);
    }

    private sealed class Taking(List<SystemPlan> systems) : IPlanRule
    {
        public void Check(MigrationPlan plan, PlanErrors errors) => systems.AddRange(plan.Systems);
    }
}
