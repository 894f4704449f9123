using Hub.Adapters.Serving;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Files;

public sealed class FilePlanFaults
{
    [Theory]
    [InlineData("in/stock-*.csv", "../stock.csv", "'files' is a path below the system's folder")]
    [InlineData("in/stock-*.csv", "/etc/*", "'files' is a path below the system's folder")]
    [InlineData("in/stock-*.csv", "i*/stock.csv", "'files' is a path below the system's folder")]
    [InlineData("layout: stock,", "layout: stok,", "there is no layout 'stok'; did you mean 'stock'?")]
    [InlineData("layout: stock,", "", "'layout' is missing: what the rows look like, one of 'layouts'")]
    [InlineData("every: 10ms", "rows: al", "'rows' is one of changed, all, and not 'al'")]
    [InlineData("every: 10ms", "marker: done", "'marker' is what stands behind the file's name, beginning with a dot")]
    [InlineData("every: 10ms", "checksum: ./../x", "'checksum' is what stands behind the file's name")]
    [InlineData("every: 10ms", "marker: .done, settle: 5s", "'settle' is for files without a 'marker'")]
    [InlineData("every: 10ms", "deleted: { QTYY: D }", "columns are ITEM, QTY, ON, OP")]
    [InlineData("every: 10ms", "rows: all, deleted: { OP: D }", "what a file lacks is deleted")]
    [InlineData("every: 10ms", "deletes: { most: 5% }", "'deletes' is for files with all records (rows: all)")]
    [InlineData("{ from: ITEM,", "{ from: ITM,", "'ITM' is not in systems/warehouse.yaml, type row; did you mean 'ITEM'?")]
    [InlineData("csv: \";\"", "csv: \"ab\"", "'csv' is what stands between two fields")]
    [InlineData("csv: \";\"", "csv: \";\", encoding: utf-9", "'utf-9' is not an encoding that is known here")]
    [InlineData("[ITEM, QTY", "[ITEM, ITEM, QTY", "column 'ITEM' is named 2 times")]
    [InlineData("csv: \";\", columns: [ITEM, QTY, ON, OP]", "fixed: { ITEM: 0, QTY: 1, ON: 1 }", "from 1 to 10000")]
    [InlineData("${env:DROP}", "/srv/drop", "'folder' is a variable that the hub is started with, or a folder below one")]
    [InlineData("${env:DROP}", "${env:DROP}/../x", "'folder' is a variable that the hub is started with, or a folder below one")]
    [InlineData("${env:DROP}", "${env:HERE}", "is not a whole path")]
    [InlineData("${env:DROP}", "${env:OWN}", "is a folder of the hub's own or around it")]
    [InlineData("${env:DROP}", "${env:AROUND}", "is a folder of the hub's own or around it")]
    [InlineData("layouts:", "sql: { provider: sqlite, connection: x }\nlayouts:", "write a second system for the other")]
    public void A_fault_says_what_to_write(string written, string instead, string message)
    {
        var errors = Check(written, instead);
        errors.ShouldContain(e => e.StartsWith("systems/warehouse.yaml(", StringComparison.Ordinal) && e.Contains(message));
        errors.ShouldNotContain(e => e.Contains("/own-data"));
    }

    private static List<string> Check(string written, string instead)
    {
        var bundle = FileWorld.Bundle("", FileWorld.Separated);
        var text = bundle.Text("systems/warehouse.yaml")!;
        text.ShouldContain(written);
        var changed = new PlanBundle(bundle.Files.Select(f => f.Key == "systems/warehouse.yaml"
            ? KeyValuePair.Create(f.Key, System.Text.Encoding.UTF8.GetBytes(text.Replace(written, instead)))
            : f));
        var errors = new PlanErrors();
        new PlanLoader([new SystemsFitTheirContracts()]).Load(changed, References, errors);
        return [.. errors.Select(e => e.ToString())];
    }

    private static PlanReferences References => new(new Dictionary<string, string>
    {
        ["DROP"] = "/drop", ["HERE"] = "drop", ["OWN"] = "/own-data/files", ["AROUND"] = "/",
    }, files: new AllowedFiles([], ["/own-data"], []));
}
