using System.Collections.Frozen;
using Hub.Adapters.Calls;
using Hub.Adapters.Changes;
using Hub.Adapters.Layouts;
using Hub.Adapters.Mapping;
using Hub.Adapters.Operations;
using Hub.Adapters.Recording;
using Hub.Adapters.Resources;
using Hub.Adapters.SoapSystems;
using Hub.Adapters.Sql;
using Hub.Adapters.Sql.Tables;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;

namespace Hub.Adapters.Serving;

/// <summary>Reads a system's file against what the system promises, reporting every fault.</summary>
internal static class SystemReader
{
    private static readonly PlanShape Common = new("system", "system")
    {
        SystemSection.Shape,
        { "mappings", PlanValue.MapOf(MappingShapes.Mapping), "Mappings by their names, contract on the left." },
        { "faults", FaultTable.Shape, "What every operation may answer: a fault's name, and its HTTP status." },
        { "resources", ResourceReader.Shape, "How the system answers each route." },
        { "entities", EntityReader.Shapes, "What sync reads from the system and writes to it." },
        { "mask", MaskPlan.Shape, "What of its messages is hidden in recordings." },
    };

    private static readonly PlanShape Database = new("database", "system")
    {
        Common,
        { "sql", SqlSection.Shape, "The database, and how to reach it." },
        { "operations", PlanValue.MapOf(SqlOperationReader.Shape), "Statements and routines, by their names." },
        { "tables", PlanValue.MapOf(SqlTableReader.Shape), "Tables, by their names." },
    };

    private static readonly PlanShape Service = new("soap-system", "system")
    {
        Common,
        { "soap", SoapSection.Shape, "The service, and how to reach it." },
        { "sql", SqlSection.Shape },
        { "credentials", CredentialsReader.Shape, "How the hub, or its callers, are known there." },
        { "reads", PlanValue.ListOf(PlanValue.Text), "Operations that change nothing." },
    };

    private static readonly PlanShape Files = new("files-system", "system")
    {
        Common.Where(f => f.Name is not ("faults" or "resources" or "mask")),
        { "files", FilesSection.Shape, "The folder that files are dropped into." },
        { "layouts", PlanValue.MapOf(LayoutReader.Shape), "What the rows of its files look like, by names of your own." },
    };

    /// <summary>The fields of a system's file, of whatever kind the system is.</summary>
    public static readonly PlanShape Shape = new("system", "system") 
    {
        Database, Service.Where(f => !Database.Has(f.Name)), Files.Where(f => !Common.Has(f.Name)),
    };

    /// <returns>
    /// The system, or null when it is not wrapped (neither <c>soap</c>, <c>sql</c> nor <c>files</c>) or its contract cannot be
    /// read.
    /// </returns>
    public static SystemDefinition? Read(
        SystemPlan system, MigrationPlan plan, PlanErrors errors, ConverterFolder? converters = null)
    {
        var (soap, sql, files) = (system.Node["soap"], system.Node["sql"], system.Node["files"]);
        if ((soap ?? sql ?? files) is null)
            return null;
        if (soap is not null && sql is not null)
            errors.Add(sql, "a system has 'soap' or 'sql'; what speaks both is two systems here");
        if (files is not null && (soap ?? sql) is not null)
            errors.Add(files, "a system has one of 'soap', 'sql' and 'files': write a second system for the other");
        var sections = new PlanFields(
            system.Node, errors, soap is not null ? Service : sql is not null ? Database : Files);
        var (contract, connect) = soap is not null ? ReadSoap(system, soap, plan, errors)
            : sql is not null ? SqlSection.Read(system, sql, plan, errors)
            : ReadFiles(system, plan, errors);
        if (contract is null)
            return null;

        var findings = new MappingFindings(converters);
        var calls = new CallReader(contract, sections.Node, findings);
        var resources = ResourceReader.Read(system, plan, calls);
        var entities = EntityReader.Read(system.Node["entities"], calls, errors);
        foreach (var (id, resource) in resources)
            resources[id] = resource with { Linked = IsLinked(id, system, entities, plan) };
        foreach (var fault in findings.Errors)
            errors.Add(fault.At, fault.Message);
        foreach (var misfit in findings.Misfits)
            errors.AddUnlessStored(misfit.At, misfit.Message);
        foreach (var note in findings.Notes)
            errors.Note(note.At, note.Message);
        return new SystemDefinition(
            system.Name, contract, connect, system.Limits, resources.ToFrozenDictionary(StringComparer.Ordinal), entities)
        {
            Operations = OperationTableReader.Read(system, contract, resources, entities, plan, errors),
            Mask = MaskPlan.Read(system.Node, errors),
        };
    }

    private static bool IsLinked(
        string route, SystemPlan system, IReadOnlyList<EntityDefinition> entities, MigrationPlan plan)
    {
        var capability = plan.Capabilities.FirstOrDefault(c => c.Routes.Any(r => r.Id == route));
        return capability?.Link is { } link
            && (link.Legacy == system.Side || (link.BothWays && link.New == system.Side))
            && entities.Any(e => e.Name == link.Entity);
    }

    private static (ISystemContract? Contract, Func<CallGate, TimeProvider, CursorSeal, ISystemClient>? Connect) ReadSoap(
        SystemPlan system, PlanNode soap, MigrationPlan plan, PlanErrors errors)
    {
        var (contract, connect) = SoapSection.Read(system, soap, plan, errors);
        return (contract, connect is null ? null : (gate, time, _) => connect(gate, time));
    }

    private static (ISystemContract? Contract, Func<CallGate, TimeProvider, CursorSeal, ISystemClient>? Connect) ReadFiles(
        SystemPlan system, MigrationPlan plan, PlanErrors errors)
    {
        var (contract, client) = FilesSection.Read(system, plan, errors);
        return (contract, client is null ? null : (_, _, _) => client);
    }
}
