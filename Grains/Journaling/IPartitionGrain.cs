namespace Storehouse.Journaling;

/// <summary>A subscriber of one partition's stream. Key = the partition's number.</summary>
[Alias("partition")]
internal interface IPartitionGrain : IGrainWithStringKey;
