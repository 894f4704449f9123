using System.Net;
using Hub.Platform.Tests.Storage;
using Hub.Tests.Servers;

namespace Hub.Contract.Tests.Finance;

public sealed class KeysOfTwoWorlds
{
    [Fact]
    public async Task Customers_and_orders_first_made_on_the_new_side_have_their_public_keys_in_invoices()
    {
        await using var database = await FinanceDatabase.CreateAsync(StoreEngine.Sqlite);
        await using var front = await FinanceFront.StartAsync(database, "adapter:finance");
        await front.Identities.MapAsync("customers", "C-1001", "C-500001");
        await front.Identities.MapAsync("orders", "O-3011", "O-700011");

        var listed = (await Answer.GetAsync(front.Client, "/api/customers/C-500001/invoices"))
            .ShouldBeJson(HttpStatusCode.OK).Json.Items();
        listed.Select(i => (i.Text("id"), i.Text("customerId"), i.Text("orderId"))).ShouldBe(
            [("I-4001", "C-500001", "O-3001"), ("I-4010", "C-500001", "O-700011"), ("I-4019", "C-500001", "O-3021")]);
        var alone = (await Answer.GetAsync(front.Client, "/api/invoices/I-4010")).ShouldBeJson(HttpStatusCode.OK).Json;
        (alone.Text("customerId"), alone.Text("orderId")).ShouldBe(("C-500001", "O-700011"));
    }
}
