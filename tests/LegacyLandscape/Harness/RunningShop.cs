using System.Net;
using System.Net.Sockets;
using LegacyLandscape.Erp;
using LegacyLandscape.Erp.Store;
using LegacyLandscape.Shop;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace LegacyLandscape.Tests.Harness;

/// <summary>The old shop in this process, on the orders of an ERP that only lends it its tables.</summary>
internal sealed class RunningShop : IAsyncDisposable
{
    private readonly WebApplication erp;
    private readonly WebApplication shop;
    private readonly DataDirectory data;

    private RunningShop(WebApplication erp, WebApplication shop, DataDirectory data) =>
        (this.erp, this.shop, this.data) = (erp, shop, data);

    public Uri Address => new(shop.Urls.Single());

    public static async Task<RunningShop> StartAsync()
    {
        var directory = new DataDirectory();
        var lender = ErpApplication.Create(new ErpOptions { DataDirectory = directory.Path });
        var application = ShopApplication.Create(new ShopOptions { Orders = lender.Services.GetRequiredService<OrderStore>() });
        await application.StartAsync();
        return new RunningShop(lender, application, directory);
    }

    /// <summary>A browser to which the shop has that name, as it has behind a proxy that keeps the Host header.</summary>
    public HttpClient Browser(string origin, bool followsRedirects = true)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = followsRedirects,
            CookieContainer = new CookieContainer(),
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(Address.Host, Address.Port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new HttpClient(handler) { BaseAddress = new Uri(origin) };
    }

    public async ValueTask DisposeAsync()
    {
        await shop.StopAsync();
        await shop.DisposeAsync();
        await erp.DisposeAsync();
        data.Dispose();
    }
}
