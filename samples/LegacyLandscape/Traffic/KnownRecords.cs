using System.Collections.Concurrent;
using LegacyLandscape.Crm.Store;
using LegacyLandscape.Erp.Store;
using LegacyLandscape.Finance.Store;

namespace LegacyLandscape.Traffic;

/// <summary>What people who call know by heart: customers, products, their own orders and invoices.</summary>
internal sealed class KnownRecords
{
    // Older ones are forgotten, as people do.
    private const int MostOrders = 500;
    private readonly ConcurrentQueue<(string Id, string Customer)> orders;

    public KnownRecords(OrderStore erp, ItemStore items, CustomerStore crm, InvoiceStore finance)
    {
        Customers = [.. crm.All()];
        Products = [.. items.List(after: null, maxCount: 200).Where(item => item.Active)];
        Invoices = [.. finance.All().Where(i => i.Comp == 1).Select(i => ($"I-{i.DocNo}", i.CusNo))];
        orders = new(erp.All().TakeLast(MostOrders).Select(order => ($"O-{order.OrderNo}", order.CustomerNo)));
    }

    public IReadOnlyList<Customer> Customers { get; }

    public IReadOnlyList<Item> Products { get; }

    public IReadOnlyList<(string Id, string Customer)> Invoices { get; }

    public IReadOnlyList<(string Id, string Customer)> Orders => [.. orders];

    public void Remember(string order, string customer)
    {
        orders.Enqueue((order, customer));
        if (orders.Count > MostOrders)
            orders.TryDequeue(out _);
    }
}
