using Hub.Adapters.Sql;
using Hub.Adapters.Sql.Journals;

namespace Hub.Adapters.Slots;

/// <summary>How the publication and the slot of a system are called.</summary>
internal sealed class SlotNames(ISqlProvider provider, string system, string database)
{
    private const int LongestSystem = 24;

    /// <summary>The publication: <c>hub_finance</c>.</summary>
    public string Publication { get; } = $"hub_{JournalShape.Plain(system, LongestSystem)}";

    /// <summary>The slot, whose name a whole server has once; a database that is renamed keeps its number.</summary>
    public string Slot => $"{Publication}_{database}";

    public string QuotedPublication => provider.Quote(Publication);

    /// <summary>Returns a table as it is found in the schema where the hub's account found it.</summary>
    public string Source(JournaledTable table, TableFacts facts) =>
        $"{provider.Quote(facts.Schema!)}.{provider.Quote(table.OwnName)}";

    /// <summary>Returns a table as the plan names it.</summary>
    public string Source(JournaledTable table) => string.Join('.', table.Name.Split('.').Select(provider.Quote));
}
