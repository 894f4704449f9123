using System.Net;
using System.Xml.Linq;
using LegacyLandscape.Tests.Harness;

namespace LegacyLandscape.Tests.Erp;

public sealed class FaultTests
{
    [Fact]
    public async Task An_unknown_item_is_a_typed_fault()
    {
        await using var erp = await RunningErp.StartAsync();

        var reply = await erp.Client.CallAsync("GetItem", ("ItemNo", "P-9999"));

        reply.Status.ShouldBe(HttpStatusCode.InternalServerError);
        reply.FaultCode.ShouldBe("soap:Client");
        reply.FaultString.ShouldContain("P-9999");
        reply.Detail!.Name.ShouldBe(Xml.M + "ItemNotFound");
        reply.Detail.Element(Xml.M + "ItemNo")!.Value.ShouldBe("P-9999      ");
    }

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "GetStock of an unknown item", "ItemNotFound", "soap:Client" },
        { "GetOrder of an unknown order", "OrderNotFound", "soap:Client" },
        { "PlaceOrder without a customer", "InvalidOrder", "soap:Client" },
        { "PlaceOrder of nothing", "InvalidOrder", "soap:Client" },
        { "PlaceOrder of a discontinued item", "ItemDiscontinued", "soap:Client" },
        { "PlaceOrder of an unknown item", "ItemNotFound", "soap:Client" },
        { "SetOrderStatus of an unknown order", "OrderNotFound", "soap:Client" },
        { "SetOrderStatus to an unknown status", "InvalidStatus", "soap:Client" },
        { "SetOrderStatus of a locked order", "RecordLocked", "soap:Server" },
        { "SetOrderStatus where it is checked", "StatusRefused", "soap:Client" },
        { "ReserveStock of an unknown item", "ItemNotFound", "soap:Client" },
        { "ReserveStock of too much", "InsufficientStock", "soap:Client" },
        { "ReserveStock of nothing", "InvalidReservation", "soap:Client" },
        { "GetReservation of an unknown reference", "ReservationNotFound", "soap:Client" },
        { "ReleaseStock of an unknown reference", "ReservationNotFound", "soap:Client" },
        { "IssueStock of an unknown reference", "ReservationNotFound", "soap:Client" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Every_refusal_is_the_fault_its_operation_declares(string request, string fault, string code)
    {
        await using var erp = await RunningErp.StartAsync();
        (await erp.Client.Http.PostAsync("/control/erp/locks/3001", null)).EnsureSuccessStatusCode();

        var reply = await erp.Client.CallAsync(Build(request));

        reply.Detail!.Name.ShouldBe(Xml.M + fault);
        reply.FaultCode.ShouldBe(code);
        reply.Detail.Element(Xml.M + "Message")!.Value.ShouldBe(reply.FaultString);
        (await Contract.OfAsync(erp)).Validate(reply.Detail);
    }

    [Fact]
    public async Task An_order_unlocked_again_can_be_changed()
    {
        await using var erp = await RunningErp.StartAsync();
        await erp.Client.Http.PostAsync("/control/erp/locks/3030", null);
        await erp.Client.Http.DeleteAsync("/control/erp/locks/3030");

        var reply = await erp.Client.CallAsync("SetOrderStatus", ("OrderNo", 3030), ("Status", "S"));

        reply.Answer.Text("Status").ShouldBe("S");
    }

    private static XElement Build(string request) => request switch
    {
        "GetStock of an unknown item" => Xml.Request("GetStock", ("ItemNo", " ")),
        "GetOrder of an unknown order" => Xml.Request("GetOrder", ("OrderNo", 1)),
        "PlaceOrder without a customer" => Xml.PlaceOrder(" ", null, ("P-2001", 1)),
        "PlaceOrder of nothing" => Xml.PlaceOrder("C-1001", null, ("P-2001", 0)),
        "PlaceOrder of a discontinued item" => Xml.PlaceOrder("C-1001", null, ("P-2014", 1)),
        "PlaceOrder of an unknown item" => Xml.PlaceOrder("C-1001", null, ("P-1", 1)),
        "SetOrderStatus of an unknown order" => Xml.Request("SetOrderStatus", ("OrderNo", 1), ("Status", "R")),
        "SetOrderStatus to an unknown status" => Xml.Request("SetOrderStatus", ("OrderNo", 3001), ("Status", "Q")),
        "SetOrderStatus of a locked order" => Xml.Request("SetOrderStatus", ("OrderNo", 3001), ("Status", "R")),
        "SetOrderStatus where it is checked" =>
            Xml.Request("SetOrderStatus", ("OrderNo", 3030), ("Status", "S"), ("Checked", "Y")),
        "ReserveStock of an unknown item" => Xml.ReserveStock("web-1", ("P-1", 1)),
        "ReserveStock of too much" => Xml.ReserveStock("web-1", ("P-2001", 533)),
        "ReserveStock of nothing" => Xml.ReserveStock("web-1", ("P-2001", 0)),
        "GetReservation of an unknown reference" => Xml.Request("GetReservation", ("Reference", "web-1")),
        "ReleaseStock of an unknown reference" => Xml.Request("ReleaseStock", ("Reference", "web-1")),
        "IssueStock of an unknown reference" => Xml.Request("IssueStock", ("Reference", "web-1")),
        _ => throw new ArgumentOutOfRangeException(nameof(request), request, "No such request."),
    };
}
