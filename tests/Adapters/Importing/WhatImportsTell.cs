using Hub.Adapters.Tests.Stubs;
using Hub.Importing;

namespace Hub.Adapters.Tests.Importing;

/// <summary>What an import tells: no route that people took out, and files by the names that somebody wrote.</summary>
public sealed class WhatImportsTell : IDisposable
{
    private const string Capability = "capabilities/parts.yaml";
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("  parts.piece: GET /api/pieces/{no}\n")]
    public async Task A_later_import_does_not_tell_it(string instead)
    {
        _folder.Put("wsdl/xsd/parts.xsd", Parts.Schema);
        var contract = _folder.Put("wsdl/parts.wsdl", Parts.Wsdl);
        var first = await _folder.WsdlAsync(contract);
        var route = first.Operations.First(o => o.Match is not null);
        _folder.Edit(Capability, $"  {route.Route}: {route.Match}\n", instead);

        var later = await _folder.WsdlAsync(contract);
        later.Operations.Single(o => o.Operation == route.Operation).Match.ShouldBeNull();
        later.Operations.Count(o => o.Match is not null).ShouldBe(first.Operations.Count(o => o.Match is not null) - 1);
    }

    [Fact]
    public async Task A_missing_file_is_named_as_the_WSDL_writes_it()
    {
        var report = await _folder.WsdlAsync(_folder.Put("wsdl/parts.wsdl", Parts.Wsdl));
        report.Notes.ShouldContain(n => n.Text.Contains(
            "parts.wsdl names 'xsd/parts.xsd', which cannot be read: there is no such file", StringComparison.Ordinal));
        report.Notes.ShouldNotContain(n => n.Text.Contains("file:", StringComparison.Ordinal));
    }
}
