using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;

namespace Hub.Adapters.Mapping;

/// <summary>What is found while a system's mappings are read; said once, however often a mapping is used.</summary>
internal sealed class MappingFindings(ConverterFolder? converters = null)
{
    public HashSet<PlanError> Errors { get; } = [];

    public HashSet<PlanError> Notes { get; } = [];

    /// <summary>What keeps a plan from being applied, and no plan from being served that the store has.</summary>
    public HashSet<PlanError> Misfits { get; } = [];

    /// <summary>Where converters of the user's own come from.</summary>
    public ConverterFolder Converters { get; } = converters ?? ConverterFolder.None;

    public void Error(PlanNode node, string message) => Errors.Add(new PlanError(node.At, message));

    /// <summary>Says what does not fit the system's schema, and fails only for the values that it is about.</summary>
    public void Misfit(PlanNode node, string message) => Misfits.Add(new PlanError(node.At, message));

    /// <summary>Says which fields of a map are not known; a store's plan has been served with them.</summary>
    public void CheckBeside(PlanNode node, PlanShape shape)
    {
        foreach (var (name, value) in node.Fields.Where(f => !shape.Has(f.Key)))
            Misfit(value, $"'{name}' is not known here{Spelling.DidYouMeanOr(name, shape.Names)}");
    }

    /// <summary>Says what cannot be read backwards, or is lost on the way, and what that costs.</summary>
    public void Note(PlanNode node, string message) => Notes.Add(new PlanError(node.At, message));
}
