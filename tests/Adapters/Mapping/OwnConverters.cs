using System.Text.Json.Nodes;
using Hub.Adapters.Mapping;
using Hub.Soap.Shapes;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Adapters.Tests.Mapping;

/// <summary>Converters from an assembly that was built apart from the hub.</summary>
public sealed class OwnConverters
{
    private static readonly ConverterFolder Folder = new(Path.GetDirectoryName(Repository.ConvertersAssembly));

    [Fact]
    public void A_pair_of_methods_reads_and_writes_a_value()
    {
        var (table, findings) = Mappings.Read(
            "rating: { from: Part/Note, trim: both, converter: \"Acme.Converters:Acme.Converters.Stars\" }", Folder);
        findings.Errors.Select(e => e.ToString()).ShouldBeEmpty();
        var errors = new List<DocumentError>();

        table.ToContract(JsonNode.Parse("""{"Part":{"Note":" *** "}}"""), errors)!.ToJsonString().ShouldBe("""{"rating":3}""");
        table.ToLegacy(JsonNode.Parse("""{"rating":2}"""), errors)!.ToJsonString().ShouldBe("""{"Part":{"Note":"**"}}""");
        errors.ShouldBeEmpty();
        table.ToLegacy(JsonNode.Parse("""{"rating":7}"""), errors);
        errors.ShouldHaveSingleItem().ToString().ShouldBe("rating: is not from 0 to 5");
    }

    [Fact]
    public void What_fails_unforeseen_is_told_without_what_it_says()
    {
        var (table, _) = Mappings.Read(
            "rating: { from: Part/Note, converter: \"Acme.Converters:Acme.Converters.Careless\" }", Folder);
        var errors = new List<DocumentError>();

        table.ToContract(JsonNode.Parse("""{"Part":{"Note":"*"}}"""), errors);
        table.ToLegacy(JsonNode.Parse("""{"rating":7}"""), errors);
        errors.Select(e => e.ToString()).ShouldBe([
            "rating: cannot be converted: Acme.Converters:Acme.Converters.Careless failed with IndexOutOfRangeException",
            "rating: cannot be converted: Acme.Converters:Acme.Converters.Careless failed with InvalidOperationException",
        ]);
    }

    [Theory]
    [InlineData("Acme.Converters:Acme.Converters.Stars2", "Acme.Converters.dll has no type 'Acme.Converters.Stars2'")]
    [InlineData("Acme.Converters:Acme.Converters.Other", "Acme.Converters.Other is no Hub.Adapters.IValueConverter")]
    [InlineData("Acme.Converters:Acme.Converters.Needy", "Acme.Converters.Needy needs a public constructor without parameters")]
    [InlineData("Acme.Converter:X", "there is no Acme.Converter.dll in the converters' folder")]
    [InlineData(
        "../Acme.Converters:X",
        "'../Acme.Converters:X' is no converter; write ASSEMBLY:TYPE, such as My.Converters:My.Converters.Rating")]
    [InlineData("/tmp/x:X", "'/tmp/x:X' is no converter; write ASSEMBLY:TYPE, such as My.Converters:My.Converters.Rating")]
    public void What_is_no_converter_is_a_fault_of_the_plan(string converter, string error) =>
        Mappings.Read($"rating: {{ from: Part/Note, converter: \"{converter}\" }}", Folder).Findings.Errors
            .ShouldHaveSingleItem().Message
            .ShouldBe(error);

    [Fact]
    public void A_file_that_is_no_assembly_is_a_fault_of_the_plan()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("Odd.dll"), "no assembly");

        Mappings.Read("rating: { from: Part/Note, converter: \"Odd:X\" }", new ConverterFolder(folder.Path)).Findings.Errors
            .ShouldHaveSingleItem().Message.ShouldStartWith("'Odd:X' cannot be loaded: ");
    }
}
