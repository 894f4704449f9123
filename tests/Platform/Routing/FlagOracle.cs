using System.Text;
using System.Text.Json;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Microsoft.Extensions.Configuration;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace Hub.Platform.Tests.Routing;

/// <summary>Microsoft.FeatureManagement deciding by the definitions that the hub emits.</summary>
internal static class FlagOracle
{
    public static async Task<Side> DecideAsync(FlagDefinition flag, string user, params string[] groups)
    {
        var json = JsonSerializer.Serialize(new { feature_management = new { feature_flags = new[] { flag } } });
        var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();
        var manager = new FeatureManager(new ConfigurationFeatureDefinitionProvider(configuration));
        var variant = await manager.GetVariantAsync(flag.Id, new TargetingContext { UserId = user, Groups = groups });
        return variant.Name == "new" ? Side.New : Side.Legacy;
    }
}
