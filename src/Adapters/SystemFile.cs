using Hub.Adapters.Serving;
using Hub.Platform.Plan;

namespace Hub.Adapters;

/// <summary>A system's file, as adapters read it.</summary>
public static class SystemFile
{
    /// <summary>The fields that it may have.</summary>
    public static PlanShape Shape => SystemReader.Shape;
}
