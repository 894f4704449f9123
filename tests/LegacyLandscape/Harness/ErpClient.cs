using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace LegacyLandscape.Tests.Harness;

internal sealed class ErpClient(string address) : IDisposable
{
    public const string Service = "/erp/services/ErpService";

    public HttpClient Http { get; } = new() { BaseAddress = new Uri(address) };

    public Task<SoapReply> CallAsync(string operation, params (string Name, object Value)[] fields) =>
        CallAsync(Xml.Request(operation, fields));

    public Task<SoapReply> CallAsync(XElement request, CancellationToken cancel = default) =>
        PostAsync(Xml.ToText(Xml.Envelope(request)), request.Name.LocalName, cancel);

    public async Task<SoapReply> PostAsync(string envelope, string operation, CancellationToken cancel = default)
    {
        using var message = Message(envelope);
        message.Headers.Add("SOAPAction", $"\"http://legacy.example/erp/{operation}\"");
        using var response = await Http.SendAsync(message, cancel);
        return await SoapReply.ReadAsync(response);
    }

    public static HttpRequestMessage Message(string envelope, string mediaType = "text/xml") =>
        new(HttpMethod.Post, Service) { Content = new StringContent(envelope, Encoding.UTF8, mediaType) };

    public async Task<int> PlaceOrderAsync(string? externalRef = null, string customerNo = "C-1001")
    {
        var reply = await CallAsync(Xml.PlaceOrder(customerNo, externalRef, ("P-2001", 1)));
        return int.Parse(reply.Answer.Text("OrderNo"), CultureInfo.InvariantCulture);
    }

    public async Task BehaveAsync(object settings) =>
        (await Http.PutAsJsonAsync("/control/erp/behaviour", settings)).EnsureSuccessStatusCode();

    public Task<JsonElement> StateAsync() => Http.GetFromJsonAsync<JsonElement>("/control/erp");

    public Task<JsonElement> StatisticsAsync() => Http.GetFromJsonAsync<JsonElement>("/control/erp/statistics");

    public async Task<IReadOnlyList<JsonElement>> OrdersAsync() =>
        [.. (await Http.GetFromJsonAsync<JsonElement>("/control/erp/orders")).EnumerateArray()];

    public async Task<IReadOnlyList<JsonElement>> OrdersByExternalRefAsync(string externalRef) =>
        [.. (await OrdersAsync()).Where(order => order.GetProperty("externalRef").GetString() == externalRef)];

    public void Dispose() => Http.Dispose();
}
