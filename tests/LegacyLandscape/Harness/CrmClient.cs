using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace LegacyLandscape.Tests.Harness;

internal sealed class CrmClient(string address) : IDisposable
{
    public const string Service = "/crm/services/CustomerService";

    public HttpClient Http { get; } = new() { BaseAddress = new Uri(address) };

    /// <summary>When the caller believes it is; now unless the test says otherwise.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public Task<Soap12Reply> CallAsync(string operation, params (string Name, object? Value)[] fields) =>
        CallAsync(CrmXml.Request(operation, fields));

    public Task<Soap12Reply> CallAsync(XElement request) =>
        CallAsync(request, new UsernameToken { Created = Clock.GetUtcNow() }.ToHeader());

    public Task<Soap12Reply> CallAsync(XElement request, params object[] headers) => PostAsync(
        Xml.ToText(new XElement(
            Soap12Reply.Soap + "Envelope",
            new XElement(Soap12Reply.Soap + "Header", headers),
            new XElement(Soap12Reply.Soap + "Body", request))),
        $"http://legacy.example/crm/{request.Name.LocalName}");

    public async Task<Soap12Reply> PostAsync(string envelope, string? action = null)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, Service)
        {
            Content = new StringContent(envelope, Encoding.UTF8, "application/soap+xml"),
        };
        if (action is not null)
            message.Content.Headers.ContentType!.Parameters.Add(new NameValueHeaderValue("action", $"\"{action}\""));
        using var response = await Http.SendAsync(message);
        return await Soap12Reply.ReadAsync(response);
    }

    public async Task<XElement> GetAsync(string customerNo) =>
        (await CallAsync("GetCustomer", ("CustomerNo", customerNo))).Answer.Element(CrmXml.M + "Customer")!;

    public async Task<XElement> CreateAsync(XElement customer, string? externalRef = null) =>
        (await CallAsync(CrmXml.Create(customer, externalRef))).Answer.Element(CrmXml.M + "Customer")!;

    public async Task ControlAsync(string path, object settings) =>
        (await Http.PutAsJsonAsync($"/control/crm/{path}", settings)).EnsureSuccessStatusCode();

    public async Task EditAsync(string customerNo, object edit) =>
        (await Http.PostAsJsonAsync($"/control/crm/customers/{customerNo}", edit)).EnsureSuccessStatusCode();

    public async Task<IReadOnlyList<JsonElement>> CustomersAsync() =>
        [.. (await Http.GetFromJsonAsync<JsonElement>("/control/crm/customers")).EnumerateArray()];

    public void Dispose() => Http.Dispose();
}
