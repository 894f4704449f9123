using LegacyLandscape.Control;

namespace LegacyLandscape.Soap;

/// <summary>What every SOAP endpoint is made of.</summary>
internal sealed record SoapParts(
    SoapService Service,
    EnvelopeReader Reader,
    EnvelopeWriter Writer,
    OperationTable Operations,
    Behaviour Behaviour,
    CallCounter Calls,
    IHostApplicationLifetime Lifetime);

internal static class SoapServices
{
    public static IServiceCollection AddSoap<TEndpoint>(this IServiceCollection services, SoapService service)
        where TEndpoint : SoapEndpoint =>
        services
            .AddSingleton(service)
            .AddSingleton<Wsdl>().AddSingleton<WsdlEndpoint>()
            .AddSingleton<EnvelopeReader>().AddSingleton<EnvelopeWriter>().AddSingleton<OperationTable>()
            .AddSingleton<Behaviour>().AddSingleton<CallCounter>()
            .AddSingleton<SoapParts>().AddSingleton<TEndpoint>();

    /// <summary>
    /// Resolving the endpoint opens the store: a data directory that cannot be used is reported before any port is.
    /// </summary>
    public static void MapSoap<TEndpoint>(this WebApplication app, string path)
        where TEndpoint : SoapEndpoint
    {
        app.MapPost(path, app.Services.GetRequiredService<TEndpoint>().HandleAsync);
        app.MapGet(path, app.Services.GetRequiredService<WsdlEndpoint>().HandleAsync);
    }
}
