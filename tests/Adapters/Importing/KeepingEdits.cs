using Hub.Adapters.Tests.Stubs;
using Hub.Importing;
using Hub.Importing.Merging;
using Hub.Tests.Processes;

namespace Hub.Adapters.Tests.Importing;

/// <summary>A second import brings what is new and loses nothing that people wrote.</summary>
public sealed class KeepingEdits : IDisposable
{
    private const string System = "systems/parts.yaml";
    private const string Capability = "capabilities/parts.yaml";
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_new_changes_nothing()
    {
        await ImportAsync();
        var before = _folder.Files().ToDictionary(f => f, _folder.Read);
        var report = await ImportAsync();

        report.Files.ShouldAllBe(f => f.Change == "unchanged" && f.Diff.IsEmpty);
        _folder.Files().ToDictionary(f => f, _folder.Read).ShouldBe(before);
    }

    [Fact]
    public async Task What_was_edited_stays_and_what_is_new_comes_beside_it()
    {
        await ImportAsync();
        _folder.Edit(System, "out:  { at: Part, same: true }", "out:  { at: Part, same: true, number: No }   # ours");
        _folder.Edit(System, "# Proposed by", "# Ours since May.\n# Proposed by");
        _folder.Edit(System, "limits: { concurrency: 8, timeout: 10s }", "limits: { concurrency: 2, timeout: 1s }");
        _folder.Edit(Capability, "owner: nobody-yet", "owner: parts-team");
        _folder.Edit(Capability, "  parts.book: POST /api/parts/book", "  # Bookings.\n  parts.book: POST /api/bookings");

        var report = await ImportAsync(Counted);

        var text = _folder.Read(System);
        text.ShouldContain("number: No }   # ours");
        text.ShouldContain("# Ours since May.");
        text.ShouldContain("concurrency: 2");
        text.ShouldContain("  parts.count-parts:\n    call: CountParts\n");
        _folder.Read(Capability).ShouldContain("owner: parts-team");
        _folder.Read(Capability).ShouldContain("  # Bookings.\n  parts.book: POST /api/bookings\n");
        _folder.Read(Capability).ShouldContain("parts.count-parts: GET");
        Kept(report).ShouldContain($"{System}, resources: parts.get-part");
        Kept(report).ShouldContain($"{Capability}, routes: parts.book");
        report.Files.Single(f => f.Path == System).Diff.ShouldNotContain(l => l.StartsWith('-'));
        await using var hub = await _folder.RunAsync();
    }

    [Fact]
    public async Task What_is_gone_goes_where_nobody_touched_it_and_is_named_where_somebody_did()
    {
        await ImportAsync(Counted);
        _folder.Edit(Capability, "parts.book: POST /api/parts/book", "parts.book: POST /api/bookings");
        var report = await ImportAsync(Bookless);

        _folder.Read(System).ShouldNotContain("count-parts");
        _folder.Read(Capability).ShouldNotContain("count-parts");
        // The route is edited, so the resource it needs stays with it.
        _folder.Read(System).ShouldContain("parts.book:");
        _folder.Read(Capability).ShouldContain("parts.book: POST /api/bookings");
        Kept(report).ShouldContain($"{System}, resources: parts.book");
        Kept(report).ShouldContain($"{Capability}, routes: parts.book");
    }

    [Fact]
    public async Task What_was_taken_out_is_not_written_again()
    {
        await ImportAsync();
        _folder.Edit(Capability, "  parts.book: POST /api/parts/book\n", "");
        _folder.Edit(System, "  parts.book:\n    call: Book\n    in:   { same: body }\n    out:  { same: true }\n    # BookingNo\n", "");
        var report = await ImportAsync(Counted);

        _folder.Read(System).ShouldNotContain("parts.book");
        Kept(report).ShouldContain($"{System}, resources: parts.book");

        await ImportAsync(Counted, t => t with { Force = true });
        _folder.Read(System).ShouldContain("parts.book");
        _folder.Read(Capability).ShouldContain("parts.book: POST /api/parts/book");
        await using var hub = await _folder.RunAsync();
    }

    [Fact]
    public async Task A_dry_run_tells_the_difference_and_writes_nothing()
    {
        (await ImportAsync(target: t => t with { DryRun = true })).Files.ShouldAllBe(f => f.Change == "added");
        Directory.Exists(_folder.Plan).ShouldBeFalse();

        await ImportAsync();
        var before = _folder.Files().ToDictionary(f => f, _folder.Read);
        var report = await ImportAsync(Counted, t => t with { DryRun = true });
        report.Files.Single(f => f.Path == Capability).Diff.ShouldContain("+  parts.count-parts: GET /api/parts/parts");
        _folder.Files().ToDictionary(f => f, _folder.Read).ShouldBe(before);
        (await ImportAsync(Counted)).Files.Single(f => f.Path == Capability).Change.ShouldBe("changed");
    }

    [Fact]
    public async Task A_contract_that_was_patched_stays_unless_it_is_said_otherwise()
    {
        const string contract = "contracts/parts/parts.wsdl";
        await ImportAsync();
        _folder.Edit(contract, "urn:book", "urn:book:2");
        var report = await ImportAsync(Counted);

        _folder.Read(contract).ShouldContain("urn:book:2");
        Kept(report).ShouldContain(contract);
        var forced = await ImportAsync(Counted, t => t with { Force = true });
        _folder.Read(contract).ShouldContain("CountParts");
        forced.Notes.ShouldContain(n => n.Kind == ImportNoteKind.Overwritten && n.About == contract);
    }

    [Fact]
    public async Task Files_that_were_there_before_any_import_are_added_to_and_never_replaced()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Plan, "systems"));
        await File.WriteAllTextAsync(Path.Combine(_folder.Plan, "hub.yaml"), "expose: true\n");
        await File.WriteAllTextAsync(Path.Combine(_folder.Plan, System), "system: parts\nlimits: { concurrency: 3 }\r\nresources:\r\n  parts.mine: { call: GetPart }\r\n");
        await ImportAsync();

        _folder.Read("hub.yaml").ShouldBe("expose: true\n");
        _folder.Read(System).ShouldContain("limits: { concurrency: 3 }");
        _folder.Read(System).ShouldContain("parts.mine: { call: GetPart }");
        _folder.Read(System).ShouldContain("parts.get-part");
    }

    [Fact]
    public async Task A_file_that_is_no_plain_list_of_entries_is_left_alone()
    {
        await ImportAsync();
        _folder.Edit(System, "system: parts", "system: parts\nsystem: parts");
        var text = _folder.Read(System);
        Kept(await ImportAsync(Counted)).ShouldContain(System);
        _folder.Read(System).ShouldBe(text);
        _folder.Read(Capability).ShouldContain("count-parts");
    }

    public static TheoryData<string> Plans => [.. Directory.EnumerateFiles(Repository.Plan, "*.yaml", SearchOption.AllDirectories)];

    [Theory]
    [MemberData(nameof(Plans))]
    public void Entries_put_together_again_are_the_file(string path)
    {
        var text = File.ReadAllText(path);
        var entries = YamlEntry.Read(text).ShouldNotBeNull();
        (string.Join('\n', entries.SelectMany(e => e.AllLines)) + "\n").ShouldBe(text);
        new EntryMerge(path, new HashSet<string>(), force: false).Merge(entries, entries, entries).SelectMany(e => e.AllLines)
            .ShouldBe(entries.SelectMany(e => e.AllLines));
    }

    private static string Kept(ImportReport report) =>
        string.Join('\n', report.Notes.Where(n => n.Kind == ImportNoteKind.Kept).Select(n => n.About));

    private static string Counted(string wsdl) => wsdl
        .Replace("<operation name=\"Old\"><input message=\"tns:RpcIn\"/></operation>", "<operation name=\"CountParts\"><input message=\"tns:GetIn\"/><output message=\"tns:GetOut\"/></operation>", StringComparison.Ordinal)
        .Replace("<operation name=\"Old\"><soap:operation soapAction=\"\" style=\"rpc\"/><input>", "<operation name=\"CountParts\"><soap:operation soapAction=\"\"/><input>", StringComparison.Ordinal);

    private static string Bookless(string wsdl) => wsdl.Replace("element=\"p:Book\"", "element=\"p:Nowhere\"", StringComparison.Ordinal);

    private Task<ImportReport> ImportAsync(Func<string, string>? change = null, Func<ImportTarget, ImportTarget>? target = null)
    {
        var wsdl = Parts.Wsdl.Replace("http://x/", "http://parts.example/soap", StringComparison.Ordinal);
        _folder.Put("wsdl/xsd/parts.xsd", Parts.Schema);
        return _folder.WsdlAsync(_folder.Put("wsdl/parts.wsdl", (change ?? (w => w))(wsdl)), target);
    }
}
