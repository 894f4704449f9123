using LegacyLandscape.Soap;

namespace LegacyLandscape.Erp.Soap;

/// <summary>POST /erp/services/ErpService, as many at a time as there are sessions.</summary>
internal sealed class ErpEndpoint(SoapParts parts, Sessions sessions) : SoapEndpoint(parts)
{
    protected override void Enter() => sessions.Enter();

    protected override void Leave() => sessions.Leave();
}
