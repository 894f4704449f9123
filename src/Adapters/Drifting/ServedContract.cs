using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Hub.Adapters.Serving;
using Hub.Adapters.Sql;
using Hub.Adapters.Sql.Tables;
using Hub.Platform.Plan;

namespace Hub.Adapters.Drifting;

/// <summary>What of a system's contract in the plan findings are about.</summary>
/// <param name="Hash">Tells one contract from the next; limits, addresses and mappings are no part of it.</param>
/// <param name="Routes">The routes that call each operation.</param>
internal sealed record ServedContract(string Hash, FrozenDictionary<string, IReadOnlyList<string>> Routes)
{
    public IReadOnlyList<string> RoutesOf(string operation) => Routes.GetValueOrDefault(operation) ?? [];

    public static ServedContract Of(SystemDefinition definition, PlanBundle files) => new(
        definition.Contract is SqlContract sql ? HashOf(sql) : HashOf(definition.Contract.File, files),
        definition.Resources
            .SelectMany(r => r.Value.AllCalls.Select(c => (c.Operation.Name, Route: r.Key)))
            .GroupBy(c => c.Name, c => c.Route, StringComparer.Ordinal)
            .ToFrozenDictionary(
                g => g.Key,
                IReadOnlyList<string> (g) => [.. g.Distinct().Order(StringComparer.Ordinal)],
                StringComparer.Ordinal));

    // The WSDL, and the schemas below its folder, of which it may import any.
    private static string HashOf(string wsdl, PlanBundle files)
    {
        var folder = wsdl[..(wsdl.LastIndexOf('/') + 1)];
        return HashOf(files.Files
            .Where(f => f.Key == wsdl || (f.Key.StartsWith(folder, StringComparison.Ordinal)
                && f.Key.EndsWith(".xsd", StringComparison.OrdinalIgnoreCase)))
            .OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => f.Key + Convert.ToHexStringLower(SHA256.HashData(f.Value))));
    }

    private static string HashOf(SqlContract contract) => HashOf(contract.Operations.Values.OfType<TableOperation>()
        .Select(o => o.Table).DistinctBy(t => t.Name).OrderBy(t => t.Name, StringComparer.Ordinal)
        .Select(t => $"{t.Source} {t.SelectedColumns}"));

    private static string HashOf(IEnumerable<string> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
}
