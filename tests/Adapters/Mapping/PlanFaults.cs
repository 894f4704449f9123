using Hub.Adapters.Serving;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Tests.Processes;

namespace Hub.Adapters.Tests.Mapping;

public sealed class PlanFaults
{
    [Theory]
    [InlineData(
        "call: GetPart",
        "call: GetPrt",
        "systems/parts.yaml(6): operation 'GetPrt' is not in contracts/parts.wsdl; did you mean 'GetPart'?")]
    [InlineData(
        "call: GetPart",
        "call: Old",
        "systems/parts.yaml(6): operation 'Old' cannot be called: type 'Lost' of 'urn:parts' is in no schema")]
    [InlineData(
        "count: Count",
        "count: Coun",
        "systems/parts.yaml(8): 'Coun' is not in contracts/parts.wsdl, type Part; did you mean 'Count'?")]
    [InlineData("count: Count", "count: Tag", "systems/parts.yaml(8): 'Tag' is a list: write { each: Tag, … }")]
    [InlineData("count: Count", "count: Size", "systems/parts.yaml(8): 'Size' is no single value; name one of W, H")]
    [InlineData(
        "count: Count",
        "count: { from: Count, prefx: x }",
        "systems/parts.yaml(8): 'prefx' is no converter; did you mean 'prefix'?")]
    [InlineData(
        "count: Count",
        "count: { from: Count, number: true }",
        "systems/parts.yaml(8): 'Count' is a number already; leave 'number' out")]
    [InlineData(
        "count: Count",
        "count: { from: Count, codes: { a: 1, b: 1 } }",
        "systems/parts.yaml(8): code '1' stands for 'a' and 'b'; read back it could be either")]
    [InlineData("{ at: Part, id", "{ at: Part, mapping: part, id", "systems/parts.yaml(8): there is no mapping 'part'")]
    [InlineData("each: Tag", "each: Weight", "systems/parts.yaml(8): 'Weight' is no list; map its fields without each")]
    [InlineData(
        "from: path.id",
        "from: pth.id",
        "systems/parts.yaml(7): 'pth.id' is no source; "
        + "it begins with one of path, query, header, body, request; did you mean 'path'?")]
    [InlineData("from: path.id", "from: path.no", "systems/parts.yaml(7): 'path.no' is not in the route's path /api/parts/{id}")]
    [InlineData(
        "NoSuchPart: 404",
        "NoSuchPrt: 404",
        "systems/parts.yaml(9): fault 'NoSuchPrt' is not in contracts/parts.wsdl; did you mean 'NoSuchPart'?")]
    [InlineData(
        "NoSuchPart: 404",
        "NoSuchPart: maybe",
        "systems/parts.yaml(9): fault 'NoSuchPart' needs an HTTP status from 400 to 599, "
        + "or 'unknown' where the system may have carried the request out all the same")]
    [InlineData("Qty: quantity", "", "systems/parts.yaml(12): Book requires 'Item/Qty', which 'in' does not set")]
    [InlineData(
        "  parts.book:",
        "  parts.bok:",
        "systems/parts.yaml(11): no capability has a route 'parts.bok'; did you mean 'parts.book'?")]
    [InlineData("status: 201", "statuz: 201", "systems/parts.yaml(14): 'statuz' is not known here; did you mean 'status'?")]
    [InlineData(
        "contracts/parts.wsdl",
        "contracts/part.wsdl",
        "systems/parts.yaml(2): there is no 'contracts/part.wsdl' in the plan; did you mean 'contracts/parts.wsdl'?")]
    public void A_fault_is_told_where_it_stands(string good, string bad, string error) =>
        Check(Parts.System.Replace(good, bad, StringComparison.Ordinal)).ShouldContain(error);

    [Theory]
    [InlineData("count: { from: Count, min: few }", "systems/parts.yaml(8): 'min' is a number")]
    [InlineData(
        "count: { from: Text, number: { decmal: \",\" } }",
        "systems/parts.yaml(8): 'decmal' is not an option of 'number'; the options are decimal, group, sign, decimals; "
        + "did you mean 'decimal'?")]
    public void A_converter_is_told_what_it_takes(string count, string error) =>
        Check(Parts.System.Replace("count: Count", count, StringComparison.Ordinal)).ShouldContain(error);

    [Theory]
    [InlineData("no: No\ncode: No", "'No' is 'no' already; where both are written and differ, 'code' stands")]
    [InlineData("fields: { no: No }\nno: Weight", "'no' is 'No' already; the later one stands")]
    [InlineData(
        "size.width: Weight", "'size.width' is one name with a dot in it; what is nested is written size: { width: … }")]
    [InlineData("inner: { each: Inner, a: No, b: No }", "'No' is 'a' already; where both are written and differ, 'b' stands")]
    public void Fields_that_meet_in_one_place_are_noted(string mapping, string note) =>
        Mappings.Read("at: Part\n" + mapping).Findings.Notes.ShouldHaveSingleItem().Message.ShouldBe(note);

    [Fact]
    public void All_faults_are_told_together() =>
        Check(Parts.System
            .Replace("count: Count", "count: Cuont", StringComparison.Ordinal)
            .Replace("call: Book", "call: Bok", StringComparison.Ordinal)).Count.ShouldBe(2);

    [Fact]
    public void The_demos_plan_has_none()
    {
        var errors = new PlanErrors();
        var references = new PlanReferences(Landscape.Nowhere);
        new PlanLoader([new SystemsFitTheirContracts()]).Load(PlanFolder.Read(Repository.Plan, null), references, errors);
        errors.Select(e => e.ToString()).ShouldBeEmpty();
    }

    private static List<string> Check(string system)
    {
        var errors = new PlanErrors();
        var references = new PlanReferences(new Dictionary<string, string> { ["PARTS"] = "http://127.0.0.1:1" });
        new PlanLoader([new SystemsFitTheirContracts()]).Load(Parts.Bundle(system), references, errors);
        return [.. errors.Select(e => e.ToString())];
    }
}
